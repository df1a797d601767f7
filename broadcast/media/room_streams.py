"""Streams of rooms in the order in which pages list them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args
from urllib.parse import urlsplit

from conference.event import Stream
from conference.event.model import StreamRole

_ORDER: tuple[StreamRole, ...] = get_args(StreamRole)


def group_streams(streams: Sequence[Stream]) -> dict[str, list[Stream]]:
    """Return the streams of each room that has some: the floor, then languages, sign language and captions.

    Streams of one role stay in the order of the event.
    """
    rooms = dict.fromkeys(stream.room for stream in streams)
    return {
        room: sorted((one for one in streams if one.room == room), key=lambda one: _ORDER.index(one.role))
        for room in rooms
    }


def player_values(streams: Sequence[Stream]) -> Mapping[str, Sequence[Stream]]:
    """Return what the player of a room offers: sounds and captions (one a language), pictures, sign language."""
    pictures = [one for one in streams if one.role == "floor" and one.medium == "video"][:1]
    spoken = [one for one in streams if one.role in ("floor", "interpretation")]
    return {
        "sounds": _list_first(spoken),
        "pictures": pictures,
        "signs": [one for one in streams if one.role == "sign_language"][:1],
        "captions": _list_first(one for one in streams if one.role == "captions"),
    }


def _list_first(streams: Iterable[Stream]) -> Sequence[Stream]:
    """Return the first stream of each language."""
    found: dict[str | None, Stream] = {}
    for one in streams:
        found.setdefault(one.language, one)
    return list(found.values())


def origins_of(streams: Iterable[Stream]) -> list[str]:
    """Return the origins that the playlists are loaded from, as a content security policy names them."""
    parts = (urlsplit(one.address) for one in streams)
    return sorted({f"{one.scheme}://{one.netloc}" for one in parts})
