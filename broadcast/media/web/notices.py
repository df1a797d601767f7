"""Streams that operators must look at: those of rooms in session that do not play as they should."""

from collections.abc import Mapping, Sequence

from aiohttp import web
from msgspec import Struct

from broadcast.media.domain.states import TrackState
from broadcast.media.web.listing import STREAM_WATCH, StreamRow, list_rows

GOOD = (TrackState.PLAYING, TrackState.PRIVATE)
"""States that need no look; an address that is not checked may play."""


class StreamNotice(Struct, frozen=True, kw_only=True):
    """A room, and its streams that do not play as they should."""

    room_name: str
    rows: Sequence[StreamRow]


def list_notices(request: web.Request, rooms: Mapping[str, str]) -> list[StreamNotice]:
    """Return the notices of rooms (code → name); none in a rehearsal, which has no streams."""
    if STREAM_WATCH not in request.config_dict:
        return []
    found = (
        StreamNotice(room_name=name, rows=[row for row in list_rows(request, room) if _needs_look(row)])
        for room, name in rooms.items()
    )
    return [one for one in found if one.rows]


def _needs_look(row: StreamRow) -> bool:
    return row.state is not None and row.state not in GOOD
