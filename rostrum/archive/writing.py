"""Writing of the archive: each address that the first ones lead to becomes a file, and a list has their hashes."""

import asyncio
import hashlib
import mimetypes
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from aiohttp import ClientSession
from msgspec import Struct

from conference.web.font_slices import find_slices
from rostrum.archive.addresses import (
    choose_file,
    find_links,
    find_style_links,
    link_files,
    resolve_link,
    strip_live_parts,
)

HASHES = "SHA256SUMS"
"""Name of the list of files with their hashes, as `sha256sum --check` reads it."""

MOST_ADDRESSES = 50_000
"""Addresses after which the archive is given up: a public site has some thousands."""

SLICES = "/fonts/"
"""Slices of fonts, of which the archive has those that its pages need."""


class WrittenArchive(Struct, frozen=True, kw_only=True):
    """Number of files and their bytes; addresses that pages link to and that the archive does not have."""

    files: int
    size: int
    left_out: tuple[str, ...]


class ArchiveWriter:
    """Writes one archive into a folder. `site` is the public address of the site."""

    def __init__(self, session: ClientSession, folder: Path, site: str) -> None:
        self._session = session
        self._folder = folder
        self._site = site
        self._files: dict[str, PurePosixPath] = {}
        self._left_out: set[str] = set()
        self._letters: set[str] = set()

    async def write(self, first: Iterable[str]) -> WrittenArchive:
        """Write all that the addresses lead to.

        Raises:
            ValueError: The site has too many addresses.
            OSError: A file cannot be written.
        """
        waiting = list(dict.fromkeys(first))
        seen = set(waiting)
        while waiting:
            found = [one for one in await self._write_address(waiting.pop()) if one not in seen]
            seen.update(found)
            waiting.extend(found)
            if len(seen) > MOST_ADDRESSES:
                raise ValueError(f"the site has more than {MOST_ADDRESSES} addresses")
        await asyncio.to_thread(self._cut_slices)
        for address, file in self._files.items():
            if file.suffix == ".html":
                self._link_page(address, self._folder / file)
        return self._list_hashes()

    async def _write_address(self, address: str) -> list[str]:
        """Write the content of an address, and return the addresses that it names."""
        async with self._session.get(address, allow_redirects=False) as response:
            content, kind = await response.read(), response.content_type
            if response.status != 200:
                self._left_out.add(address)
                return []
        file = choose_file(address, mimetypes.guess_extension(kind) or "")
        links: Iterable[str] = ()
        if kind == "text/html":
            html = strip_live_parts(content.decode())
            content, links = html.encode(), find_links(html)
            self._letters.update(html if "/scripts.css" in html else "")
        elif kind == "text/css":
            links = find_style_links(content.decode())
        path = self._folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self._files[address] = file
        found = (resolve_link(target, address, self._site) for target in links)
        return [one for one in dict.fromkeys(found) if one is not None and not one.startswith(SLICES)]

    def _cut_slices(self) -> None:
        """Write the slices of fonts with the letters that the other font files do not have."""
        from conference.fonts.cut_slices import cut_missing_slices  # noqa: PLC0415 - a server draws no fonts

        cut_missing_slices(self._folder / "fonts", find_slices(self._letters), lambda: True)

    def _link_page(self, address: str, path: Path) -> None:
        html = path.read_text(encoding="utf-8")
        path.write_text(link_files(html, address, self._files, self._site), encoding="utf-8")

    def _list_hashes(self) -> WrittenArchive:
        paths = sorted(path for path in self._folder.rglob("*") if path.is_file())
        lines = (
            f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(self._folder).as_posix()}\n"
            for path in paths
        )
        (self._folder / HASHES).write_text("".join(lines), encoding="utf-8")
        size = sum(path.stat().st_size for path in paths)
        return WrittenArchive(files=len(paths), size=size, left_out=tuple(sorted(self._left_out)))
