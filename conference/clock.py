"""Where the time comes from. Everything that needs `now` is given a clock or the moment itself."""

from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the time, aware and in UTC. `shift` is how far a rehearsal's is ahead of the real one."""

    @property
    def shift(self) -> timedelta: ...

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    shift = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands until somebody moves it: tests and rehearsals."""

    shift = timedelta()

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        """Move on by `seconds`."""
        self.at += timedelta(seconds=seconds)


class ShiftedClock:
    """A running clock that shows another day: `at` when the machine's clock showed `since`."""

    def __init__(self, at: datetime, since: datetime) -> None:
        self.shift = at - since

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift


def day_began(at: datetime, zone: ZoneInfo) -> datetime:
    """When the day began that a moment is in, in a time zone."""
    return datetime.combine(at.astimezone(zone).date(), time.min, zone)
