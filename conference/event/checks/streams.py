"""Rules of the streams of rooms: addresses that browsers may load, languages, media, none twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from conference.event.documents import STREAMS, Finding
from conference.event.drafts import Draft, Placed
from conference.event.errors import Problem
from conference.event.model import Stream

MOST_STREAMS = 200
"""Streams of an event: each is fetched every few seconds."""

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*")
"""A name in ASCII or an IP address: hosts are written into a header of the pages that play them."""

_TRANSLATED = frozenset({"interpretation", "captions"})
_MEDIA = {"captions": ("text",), "sign_language": ("video",)}
_SPOKEN = ("audio", "video")


def find_stream_faults(draft: Draft) -> Iterator[Finding]:
    """Find unfit addresses, missing languages, a floor with a language, and streams that are declared twice."""
    placed = draft.of("streams", Stream)
    if len(placed) > MOST_STREAMS:
        yield Finding(STREAMS, ("streams",), Problem(f"more than {MOST_STREAMS}", "other"))
    owner: dict[tuple[str | None, ...], str] = {}
    for one in placed:
        yield from _check_stream(one)
        stream = one.entry
        key = (stream.room, stream.role, stream.medium, stream.language)
        if key in owner:
            problem = Problem(f"the same as {owner[key]}: room, role, medium and language", "taken", owner[key])
            yield one.finding(problem, "role")
        owner.setdefault(key, stream.id)


def _check_stream(placed: Placed[Stream]) -> Iterator[Finding]:
    stream = placed.entry
    if not is_playable(stream.address):
        yield placed.finding(
            Problem("not an address of a playlist that browsers load", "expected_address"),
            "address",
            proposal="give one that starts with https://; http:// is for addresses of this network only",
        )
    if stream.role in _TRANSLATED and stream.language is None:
        yield placed.finding(Problem("missing", "missing"), "language")
    elif stream.role not in _TRANSLATED and stream.language is not None:
        problem = Problem("of interpretation and captions only", "stream_language")
        yield placed.finding(problem, "language", proposal="leave it out: the floor is the original in any language")
    media = _MEDIA.get(stream.role, _SPOKEN)
    if stream.medium not in media:
        problem = Problem(f"{stream.role} has {' or '.join(media)}", "stream_medium")
        yield placed.finding(problem, "medium")


def is_playable(address: str) -> bool:
    """Return whether an address is https, or http of a host that is this machine or in a private network."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not address.isascii() or not _HOST.fullmatch(host) or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_private(host))


def _is_private(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost"
