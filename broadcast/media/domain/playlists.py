"""HLS playlists (RFC 8216) as far as their state shows in them: newest segment, age, languages."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

_ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^",]*)')
_DURATION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,9})?")
_LONGEST_NUMBER = 18

_THREE_LETTERS = {
    "ara": "ar", "zho": "zh", "chi": "zh", "cmn": "zh", "eng": "en", "fra": "fr", "fre": "fr", "rus": "ru", "spa": "es",
    "vie": "vi",
}  # fmt: skip
"""Codes of ISO 639-2 and 639-3 that encoders write in place of those of ISO 639-1."""


class NotPlaylistError(ValueError):
    """The text is not an HLS playlist, such as an HTML page."""


class Rendition(Struct, frozen=True, kw_only=True):
    """An alternative in a master playlist: AUDIO or SUBTITLES in a language; `uri` is "" for one within the video."""

    kind: str
    language: str
    uri: str


class MasterPlaylist(Struct, frozen=True, kw_only=True):
    """Playlist of playlists: the addresses of the qualities, and the alternatives beside them."""

    variants: Sequence[str]
    renditions: Sequence[Rendition]


class Segment(Struct, frozen=True, kw_only=True):
    """Address of a segment, of the file that players read before it, "" if there is none, and how long it lasts."""

    address: str
    start: str = ""
    duration: timedelta = timedelta()


class MediaPlaylist(Struct, frozen=True, kw_only=True):
    """Playlist of segments: the number of the newest one, the end of its time if it says so, whether more will come.

    `segment` is the newest one, None if it is encrypted or a part of a file.
    """

    newest: int
    target: timedelta
    ends_at: datetime | None
    is_ended: bool
    segment: Segment | None = None


def read_playlist(text: str) -> MasterPlaylist | MediaPlaylist:
    """Return the playlist. Raises NotPlaylistError."""
    lines = [line.strip() for line in text.removeprefix("\ufeff").splitlines()]
    if not lines or lines[0] != "#EXTM3U":
        raise NotPlaylistError(text[:40])
    if any(line.startswith(("#EXT-X-STREAM-INF:", "#EXT-X-MEDIA:")) for line in lines):
        return _read_master(lines)
    return _read_media(lines)


def find_track(master: MasterPlaylist, kind: str, language: str | None) -> str | None:
    """Return the address of the playlist with a language, that of the first quality where languages do not differ.

    None if the playlist has no such language, or nothing at all.
    """
    listed = [one for one in master.renditions if one.kind == kind and one.language]
    first = next(iter(master.variants), None)
    if language is None or (not listed and kind == "AUDIO"):
        return first
    found = next((one for one in listed if one.language == language), None)
    return None if found is None else found.uri or first


def _read_master(lines: Sequence[str]) -> MasterPlaylist:
    renditions = [_read_rendition(line) for line in lines if line.startswith("#EXT-X-MEDIA:")]
    return MasterPlaylist(variants=[line for line in lines if line and line[0] != "#"], renditions=renditions)


def _read_rendition(line: str) -> Rendition:
    values = {name: value.strip('"') for name, value in _ATTRIBUTE.findall(line)}
    primary = values.get("LANGUAGE", "").lower().partition("-")[0]
    return Rendition(
        kind=values.get("TYPE", ""), language=_THREE_LETTERS.get(primary, primary), uri=values.get("URI", "")
    )


def _read_media(lines: Sequence[str]) -> MediaPlaylist:
    sequence, target, count = 0, timedelta(), 0
    ends_at: datetime | None = None
    duration = timedelta()
    for line in lines:
        name, _, value = line.partition(":")
        match name:
            case "#EXT-X-MEDIA-SEQUENCE":
                sequence = int(value) if value.isdecimal() and len(value) <= _LONGEST_NUMBER else 0
            case "#EXT-X-TARGETDURATION":
                target = _read_duration(value)
            case "#EXT-X-PROGRAM-DATE-TIME":
                ends_at = _read_moment(value)
            case "#EXTINF":
                duration = _read_duration(value)
        if line and line[0] != "#":
            count += 1
            ends_at = ends_at + duration if ends_at is not None else None
    return MediaPlaylist(
        newest=sequence + count,
        target=target,
        ends_at=ends_at,
        is_ended="#EXT-X-ENDLIST" in lines,
        segment=_find_newest_segment(lines),
    )


def _find_newest_segment(lines: Sequence[str]) -> Segment | None:
    """Return the last segment, None if there is none, or if it cannot be fetched whole and played."""
    address, start, duration = "", "", timedelta()
    is_encrypted = False
    for line in lines:
        values = dict(_ATTRIBUTE.findall(line))
        if line.startswith("#EXT-X-MAP:"):
            start = values.get("URI", "").strip('"')
        elif line.startswith("#EXT-X-KEY:"):
            is_encrypted = values.get("METHOD") != "NONE"
        elif line.startswith("#EXTINF:"):
            duration = _read_duration(line.removeprefix("#EXTINF:"))
        elif line and line[0] != "#":
            address = line
    is_part = any(line.startswith("#EXT-X-BYTERANGE:") or "BYTERANGE=" in line for line in lines)
    if not address or is_encrypted or is_part:
        return None
    return Segment(address=address, start=start, duration=duration)


def _read_duration(text: str) -> timedelta:
    found = _DURATION.match(text)
    return timedelta(seconds=float(found[0])) if found else timedelta()


def _read_moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and 1970 <= moment.year <= 2999 else None
