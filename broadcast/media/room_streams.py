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
    """Return what the player of a room offers: sounds (one a language), pictures, sign language, captions.

    The captions are those within the playlist of the picture.
    """
    pictures = [one for one in streams if one.role == "floor" and one.medium == "video"][:1]
    spoken = [one for one in streams if one.role in ("floor", "interpretation")]
    return {
        "sounds": list({one.language: one for one in reversed(spoken)}.values())[::-1],
        "pictures": pictures,
        "signs": [one for one in streams if one.role == "sign_language"][:1],
        "captions": [one for one in streams if one.role == "captions" and one.address in {p.address for p in pictures}],
    }


def origins_of(streams: Iterable[Stream]) -> list[str]:
    """Return the origins that the playlists are loaded from, as a content security policy names them."""
    parts = (urlsplit(one.address) for one in streams)
    return sorted({f"{one.scheme}://{one.netloc}" for one in parts})
