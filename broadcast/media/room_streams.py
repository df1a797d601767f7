"""Streams of rooms in the order in which pages list them."""

from collections.abc import Sequence
from typing import get_args

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
