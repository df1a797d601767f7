"""Addresses in the archive: those that a page or style sheet names, their files, and links between the files.

An address is a path of the site with its query: `/en/?day=2025-10-25`. Its file is a path below the folder of the
archive. Links are relative and name files, so that they work on a server, below any path, and on a disk without one.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

_LINK = re.compile(r'(?P<space>\s)(?P<name>href|src|poster)="(?P<target>[^"]*)"')
_LIVE = re.compile(r"<(script|form)\b[^>]*>.*?</\1>\n?", re.DOTALL)
_HINT = re.compile(r'<link\b[^>]*\brel="(?:modulepreload|manifest)"[^>]*>\n?')
_STYLE_URL = re.compile(r'url\("?([^")]+)"?\)')
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


def resolve_link(target: str, address: str, site: str) -> str | None:
    """Return the address that a link on the page or sheet at `address` names; None outside the site and for fragments.

    `site` is the public address of the site, below whose path all addresses are.
    """
    prefix = urlsplit(site).path.rstrip("/")
    whole = urlsplit(urljoin(urljoin(site, f"{prefix}{address}"), target))
    host = urlsplit(site)
    is_own = (whole.scheme, whole.netloc) == (host.scheme, host.netloc) and f"{whole.path}/".startswith(f"{prefix}/")
    if not is_own or target.startswith("#"):
        return None
    path = whole.path.removeprefix(prefix) or "/"
    return f"{path}?{whole.query}" if whole.query else path


def strip_live_parts(html: str) -> str:
    """Return the page without forms, without its scripts and their data, and without hints to load them."""
    return _HINT.sub("", _LIVE.sub("", html))


def find_links(html: str) -> Iterator[str]:
    """Yield what the attributes of a page link or load."""
    for match in _LINK.finditer(html):
        yield unescape(match["target"])


def find_style_links(css: str) -> Iterator[str]:
    """Yield what a style sheet loads."""
    for target in _STYLE_URL.findall(css):
        if not target.startswith("data:"):
            yield target


def choose_file(address: str, suffix: str) -> PurePosixPath:
    """Return the file of an address whose content has the `suffix` of its kind, such as ".html".

    A page is the index of a folder with its address, so that a server leads from the address to it. A query becomes a
    part of the name. Raises ValueError for an address that leads out of the folder.
    """
    parts = urlsplit(address)
    path, chosen = unquote(parts.path), "-".join(f"{name}-{value}" for name, value in parse_qsl(parts.query))
    steps = [step for step in path.split("/") if step]
    if any(step in (".", "..") or "\\" in step or "\0" in step for step in steps):
        raise ValueError(f"no file for {address!r}")
    if suffix == ".html":
        return PurePosixPath(*steps, *([_UNSAFE.sub("_", chosen)] if chosen else []), "index.html")
    file = PurePosixPath(*steps)
    stem = f"{file.stem}-{_UNSAFE.sub('_', chosen)}" if chosen else file.stem
    return file.with_name(stem + (file.suffix or suffix))


def link_files(html: str, address: str, files: Mapping[str, PurePosixPath], site: str) -> str:
    """Return the page with its links to addresses of `files` made relative; links to other addresses are removed.

    An element without its address keeps its text. Links to other sites and within the page stay.
    """
    folder = files[address].parent

    def replace_link(match: re.Match[str]) -> str:
        target = unescape(match["target"])
        linked = resolve_link(target, address, site)
        if linked is None:
            return match[0]
        if linked not in files:
            return ""
        relative = quote(posixpath.relpath(files[linked], folder))
        fragment = urlsplit(target).fragment
        whole = f"{relative}#{fragment}" if fragment else relative
        return f'{match["space"]}{match["name"]}="{escape(whole)}"'

    return _LINK.sub(replace_link, html)
