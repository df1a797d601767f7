"""Days and times of a conference in the venue's time zone (CASES B14). Moments are passed and returned in UTC."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from broadcast.board.domain.sessions import NOT_BEGUN, Phase, Session

_OPEN = frozenset({Phase.IN_SESSION, Phase.SUSPENDED})
NEAR = timedelta(hours=6)
"""How far ahead a time of the next day is meant without naming the day."""
_OVER = frozenset({Phase.ADJOURNED, Phase.POSTPONED, Phase.CANCELLED})


def local_day(at: datetime, zone: tzinfo) -> date:
    """Return the calendar day of a moment at the venue, independent of the time zone of screen and server."""
    return at.astimezone(zone).date()


def moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """Return the moment in UTC at which a clock at the venue shows `clock` on `day`.

    A repeated hour (end of summer time) means its first occurrence; a skipped one (its start) is moved by
    the length of the gap, as in RFC 5545 §3.3.5.
    """
    return datetime.combine(day, clock, zone).replace(fold=0).astimezone(UTC)


def next_moment(clock: time, *, after: datetime, zone: tzinfo) -> datetime:
    """Return the first moment after `after` at which a clock at the venue shows `clock`: an operator's "09:30".

    That is tomorrow's when today's is past, and the second occurrence of a repeated hour when the first is past.
    """
    day = local_day(after, zone)
    for candidate in (day, day + timedelta(days=1), day + timedelta(days=2)):
        for fold in (0, 1):
            local = datetime.combine(candidate, clock, zone).replace(fold=fold)
            at = local.astimezone(UTC)
            if at > after and (fold == 0 or _is_clock_time(at, clock, zone)):
                return at
    raise ValueError("no such time within two days")


def near_moment(clock: time, *, now: datetime, zone: tzinfo) -> datetime:
    """Return the moment that an operator means by a time without a day: today's, or around midnight tomorrow's.

    It may be past: a time just past is not tomorrow's, which no operator means without naming the day.
    """
    following, today = next_moment(clock, after=now, zone=zone), local_day(now, zone)
    is_meant = following - now <= NEAR or local_day(following, zone) == today
    return following if is_meant else moment(today, clock, zone)


def later_moment(day: date, clock: time, *, now: datetime, zone: tzinfo) -> datetime:
    """Return the moment of `clock` on `day`: of a repeated hour the second occurrence when the first is past."""
    first = moment(day, clock, zone)
    second = datetime.combine(day, clock, zone).replace(fold=1).astimezone(UTC)
    return second if first <= now and _is_clock_time(second, clock, zone) else first


def usual_day(starts_at: datetime, phase: Phase, *, now: datetime, zone: tzinfo) -> date:
    """Return the day of a session's new time if the operator names none: today, or the day of a start to come."""
    today = local_day(now, zone)
    return max(today, local_day(starts_at, zone)) if phase in NOT_BEGUN else today


def is_skipped(day: date, clock: time, zone: tzinfo) -> bool:
    """Return whether no clock at the venue shows `clock` on `day`, because summer time begins then."""
    return not _is_clock_time(moment(day, clock, zone), clock, zone)


def _is_clock_time(at: datetime, clock: time, zone: tzinfo) -> bool:
    return at.astimezone(zone).time().replace(fold=0) == clock


def expected_start(session: Session) -> datetime:
    """Return when the session is expected to begin: the new time of a delayed or postponed one, else the planned."""
    if session.phase in (Phase.DELAYED, Phase.POSTPONED) and session.until is not None:
        return session.until
    return session.starts_at


def actual_start(session: Session) -> datetime:
    """Return when a session in session began, or was resumed last; for the others when they are expected to begin."""
    if session.phase is Phase.IN_SESSION and session.since is not None:
        return session.since
    return expected_start(session)


def session_days(session: Session, zone: tzinfo) -> tuple[date, ...]:
    """Return the days on which a screen shows the session: planned start to planned end, and to its resumption.

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
    """Return whether the session has begun and is not over, independent of the time."""
    return session.phase in _OPEN


def is_overdue(session: Session, now: datetime) -> bool:
    """Return whether the session should have begun and has not: the operator must act."""
    return session.phase in (Phase.SCHEDULED, Phase.DELAYED) and expected_start(session) <= now


def now_and_next(
    sessions: Iterable[Session], *, now: datetime, zone: tzinfo
) -> tuple[tuple[Session, ...], Session | None]:
    """Return the current sessions of a room and the next one today.

    Current are the sessions that have begun and are not over, longest running first. Next is the earliest of those that
    have not begun and belong to the venue's day of `now`; an overdue one is still next.
    """
    here = list(sessions)
    on = sorted((s for s in here if is_current(s)), key=lambda s: (s.since or s.starts_at, s.order, s.id))
    today = local_day(now, zone)
    coming = [s for s in here if not is_current(s) and s.phase not in _OVER and today in session_days(s, zone)]
    return tuple(on), min(coming, key=lambda s: (expected_start(s), s.order, s.id), default=None)
