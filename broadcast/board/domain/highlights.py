"""Select the sessions that a page shows first: current, next, cancelled and later ones.

The same rules as `broadcast/pages/static/highlights.mjs`; `tests/vectors/highlights.json` tests both.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo

from msgspec import Struct

from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.shown import ShownSession
from broadcast.board.domain.timing import local_day

Sessions = tuple[ShownSession, ...]

UP_NEXT = 6
"""Number of next sessions that are shown whatever their rooms; in many rooms at once there are more."""

_ON = (Phase.IN_SESSION, Phase.SUSPENDED)
_COMING = (Phase.SCHEDULED, Phase.DELAYED)
_OFF = (Phase.POSTPONED, Phase.CANCELLED)


class Highlights(Struct, frozen=True, kw_only=True):
    """The sessions to show first.

    `on`: begun and not over. `next`: of those that are to begin today and could still take place, by time, the first
    few, and in each room the first. `off`: postponed or cancelled, until its planned end. `later`: only when there is
    none of these, the same of the first day on which there is something.
    """

    on: Sessions
    next: Sessions
    off: Sessions
    later: Sessions


def find_highlights(sessions: Iterable[ShownSession], *, now: datetime, zone: tzinfo) -> Highlights:
    """Return the sessions to show first at `now` in the venue's time zone."""
    all_sessions = list(sessions)
    today = local_day(now, zone)
    on = _sort_by(lambda s: s.since or s.starts_at, (s for s in all_sessions if s.phase in _ON))
    off = _sort_by(
        lambda s: s.starts_at,
        (s for s in all_sessions if s.phase in _OFF and local_day(s.starts_at, zone) == today and s.ends_at > now),
    )
    coming = _sort_by(expected_start, (s for s in all_sessions if s.phase in _COMING and expected_end(s) > now))
    following = _select_next(s for s in coming if local_day(max(expected_start(s), now), zone) == today)
    later: Sessions = ()
    if coming and not (on or off or following):
        first = local_day(expected_start(coming[0]), zone)
        later = _select_next(s for s in coming if local_day(expected_start(s), zone) == first)
    return Highlights(on=on, next=following, off=off, later=later)


def expected_start(session: ShownSession) -> datetime:
    """Return when the session is expected to begin: the new time of a delayed or postponed one, else the planned."""
    if session.phase in (Phase.DELAYED, Phase.POSTPONED) and session.until is not None:
        return session.until
    return session.starts_at


def expected_end(session: ShownSession) -> datetime:
    """Return when the session is expected to end: its planned duration after its start."""
    return expected_start(session) + (session.ends_at - session.starts_at)


def _sort_by(at: Callable[[ShownSession], datetime], sessions: Iterable[ShownSession]) -> Sessions:
    return tuple(sorted(sessions, key=lambda s: (at(s), s.order, s.id)))


def _select_next(sessions: Iterable[ShownSession]) -> Sessions:
    """Return the first few of the sessions, and the first in each room, in their order."""
    rooms: set[str] = set()
    selected: list[ShownSession] = []
    for session in sessions:
        if len(selected) < UP_NEXT or session.room not in rooms:
            selected.append(session)
        rooms.add(session.room)
    return tuple(selected)
