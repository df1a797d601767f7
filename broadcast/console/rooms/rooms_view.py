"""Rooms at a glance: in each room the session that is on or comes next, and its time against the plan.

`broadcast/console/static/rooms_view.mjs` computes the same from pushed frames; `tests/vectors/rooms.json` checks both.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.shown import ShownRoom, ShownSession
from conference.texts.catalogues import key_family

MOST_ROOMS = 20
"""Rooms with a key: the digits, then the digits with Shift."""


class Timing(StrEnum):
    """How a session stands against its plan: it ends or begins later (left, coming) or should have (over, late)."""

    LEFT = "left"
    OVER = "over"
    COMING = "coming"
    LATE = "late"


TIMINGS = key_family("console.rooms.", (timing.value for timing in Timing))


class RoomTile(Struct, frozen=True, kw_only=True):
    """A room with its key (empty: none), the session that it shows, the one after it, and the time against the plan."""

    key: str
    name: str
    session: ShownSession | None
    following: ShownSession | None
    timing: Timing | None
    duration: str


def list_tiles(rooms: Sequence[ShownRoom], sessions: Sequence[ShownSession], now: datetime) -> list[RoomTile]:
    """Return the tiles in the order of the rooms; `sessions` are in the order of their times."""
    return [_make_tile(number, room, sessions, now) for number, room in enumerate(rooms)]


def key_of(number: int) -> str:
    """Return the key of the room with this number from 0: 1 to 9, 0, then the same with Shift."""
    if number >= MOST_ROOMS:
        return ""
    return ("⇧" if number >= MOST_ROOMS // 2 else "") + str((number + 1) % 10)


def _make_tile(number: int, room: ShownRoom, sessions: Sequence[ShownSession], now: datetime) -> RoomTile:
    own = [one for one in sessions if one.room == room.id]
    running = [one for one in own if one.phase in (Phase.IN_SESSION, Phase.SUSPENDED)]
    coming = [one for one in own if one.phase in (Phase.SCHEDULED, Phase.DELAYED)]
    shown = [*running, *coming]
    session = shown[0] if shown else None
    timing, minutes = _measure_timing(session, now) if session else (None, 0)
    return RoomTile(
        key=key_of(number),
        name=room.name,
        session=session,
        following=shown[1] if len(shown) > 1 else None,
        timing=timing,
        duration=f"{minutes // 60}:{minutes % 60:02}",
    )


def _measure_timing(session: ShownSession, now: datetime) -> tuple[Timing, int]:
    """Return how a session stands against its plan, and by how many whole minutes."""
    begin = session.until if session.phase == Phase.DELAYED and session.until else session.starts_at
    is_on = session.phase in (Phase.IN_SESSION, Phase.SUSPENDED)
    due = session.ends_at if is_on else begin
    minutes = abs(due - now) // timedelta(minutes=1)
    if due >= now:
        return (Timing.LEFT if is_on else Timing.COMING), minutes
    return (Timing.OVER if is_on else Timing.LATE), minutes
