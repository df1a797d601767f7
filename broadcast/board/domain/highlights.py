"""What is on, what comes next, what is off and what comes another day: which sessions a page puts first.

The same rules as `broadcast/pages/static/highlights.mjs`; `tests/vectors/highlights.json` holds them together.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.shown import ShownSession
from broadcast.board.domain.timing import local_day

Sessions = tuple[ShownSession, ...]

_ON = (Phase.IN_SESSION, Phase.SUSPENDED)
_COMING = (Phase.SCHEDULED, Phase.DELAYED)
_OFF = (Phase.POSTPONED, Phase.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlights:
    """The sessions to put first.

    `on`: begun and not over. `next`: in each room the first that is to begin today and could still take place.
    `off`: postponed or cancelled, until its planned end. `later`: only when there is none of these, the same of
    the first day on which there is something.
    """

    on: Sessions
    next: Sessions
    off: Sessions
    later: Sessions


def find_highlights(sessions: Iterable[ShownSession], *, now: datetime, zone: tzinfo) -> Highlights:
    """What to put first at `now` in the venue's time zone."""
    found = list(sessions)
    today = local_day(now, zone)
    on = _by(lambda s: s.since or s.starts_at, (s for s in found if s.phase in _ON))
    off = _by(
        lambda s: s.starts_at,
        (s for s in found if s.phase in _OFF and local_day(s.starts_at, zone) == today and s.ends_at > now),
    )
    coming = _by(expected_start, (s for s in found if s.phase in _COMING and expected_end(s) > now))
    following = _first_of_each_room(s for s in coming if local_day(max(expected_start(s), now), zone) == today)
    later: Sessions = ()
    if coming and not (on or off or following):
        first = local_day(expected_start(coming[0]), zone)
        later = _first_of_each_room(s for s in coming if local_day(expected_start(s), zone) == first)
    return Highlights(on=on, next=following, off=off, later=later)


def expected_start(session: ShownSession) -> datetime:
    """When the session is expected to begin: the new time of a delayed or postponed one, else the planned."""
    if session.phase in (Phase.DELAYED, Phase.POSTPONED) and session.until is not None:
        return session.until
    return session.starts_at


def expected_end(session: ShownSession) -> datetime:
    """When it is expected to end: as long after its start as planned."""
    return expected_start(session) + (session.ends_at - session.starts_at)


def _by(at: Callable[[ShownSession], datetime], sessions: Iterable[ShownSession]) -> Sessions:
    return tuple(sorted(sessions, key=lambda s: (at(s), s.order, s.id)))


def _first_of_each_room(sessions: Iterable[ShownSession]) -> Sessions:
    first: dict[str, ShownSession] = {}
    for session in sessions:
        first.setdefault(session.room, session)
    return tuple(first.values())
