"""Days and hours of a conference in its own time zone (CASES B14). Moments come and go in UTC."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from broadcast.board.domain.sessions import Phase, Session

_OPEN = frozenset({Phase.IN_SESSION, Phase.SUSPENDED})
_OVER = frozenset({Phase.ADJOURNED, Phase.POSTPONED, Phase.CANCELLED})


def local_day(at: datetime, zone: tzinfo) -> date:
    """The calendar day of a moment at the venue, whatever day it is where the screen or the server stands."""
    return at.astimezone(zone).date()


def moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """The moment in UTC at which a clock at the venue shows `clock` on `day`.

    An hour that comes twice (end of summer time) is taken the first time; one that is skipped (its beginning) is
    moved on by the length of the gap, as in RFC 5545 §3.3.5.
    """
    return datetime.combine(day, clock, zone).replace(fold=0).astimezone(UTC)


def next_moment(clock: time, *, after: datetime, zone: tzinfo) -> datetime:
    """The first moment after `after` at which a clock at the venue shows `clock`: what an operator means by "09:30".

    Tomorrow's when today's is over, and the second of an hour that comes twice when the first is over.
    """
    day = local_day(after, zone)
    for candidate in (day, day + timedelta(days=1), day + timedelta(days=2)):
        for fold in (0, 1):
            local = datetime.combine(candidate, clock, zone).replace(fold=fold)
            at = local.astimezone(UTC)
            if at > after and (fold == 0 or _shows(at, clock, zone)):
                return at
    raise ValueError("no such time within two days")


def _shows(at: datetime, clock: time, zone: tzinfo) -> bool:
    return at.astimezone(zone).time().replace(fold=0) == clock


def expected_start(session: Session) -> datetime:
    """When the session is expected to begin: the new time of a delayed or postponed one, else the planned one."""
    if session.phase in (Phase.DELAYED, Phase.POSTPONED) and session.until is not None:
        return session.until
    return session.starts_at


def session_days(session: Session, zone: tzinfo) -> tuple[date, ...]:
    """The days on which the session belongs on a screen: planned start to planned end, and to its resumption.

    A session suspended overnight belongs to the day it began and to the day it resumes.
    """
    last = session.ends_at - timedelta(microseconds=1) if session.ends_at > session.starts_at else session.ends_at
    moments = [session.starts_at, last, expected_start(session)]
    if session.phase is Phase.SUSPENDED and session.until is not None:
        moments.append(session.until)
    days = [local_day(at, zone) for at in moments]
    first = min(days)
    return tuple(first + timedelta(days=n) for n in range((max(days) - first).days + 1))


def is_current(session: Session) -> bool:
    """Whether it has begun and is not over, whatever the clock says."""
    return session.phase in _OPEN


def is_overdue(session: Session, now: datetime) -> bool:
    """Whether it should have begun and has not: the operator's attention is wanted, the screen must not pretend."""
    return session.phase in (Phase.SCHEDULED, Phase.DELAYED) and expected_start(session) <= now


def now_and_next(
    sessions: Iterable[Session], *, now: datetime, zone: tzinfo
) -> tuple[tuple[Session, ...], Session | None]:
    """What is on in a room and what comes next there today.

    On are the sessions that have begun and are not over, longest running first. Next is the earliest of those that
    have not begun and belong to the venue's day of `now`; an overdue one is still next.
    """
    here = list(sessions)
    on = sorted((s for s in here if is_current(s)), key=lambda s: (s.since or s.starts_at, s.order, s.id))
    today = local_day(now, zone)
    coming = [s for s in here if not is_current(s) and s.phase not in _OVER and today in session_days(s, zone)]
    return tuple(on), min(coming, key=lambda s: (expected_start(s), s.order, s.id), default=None)
