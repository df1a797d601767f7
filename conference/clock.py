"""Clocks. Code that needs the current time receives a clock, or the moment itself, as an argument."""

from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Source of the current time, aware and in UTC. `shift` is how far it is ahead of the real time (rehearsals)."""

    @property
    def shift(self) -> timedelta: ...

    def now(self) -> datetime: ...


class SystemClock:
    """System clock of the machine."""

    shift = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """Clock that changes only by `advance`, for tests and rehearsals."""

    shift = timedelta()

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds`."""
        self.at += timedelta(seconds=seconds)


class ShiftedClock:
    """Running clock with an offset: it shows `at` when the system clock shows `since`."""

    def __init__(self, at: datetime, since: datetime) -> None:
        self.shift = at - since

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift


def day_began(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the start of the calendar day that contains `at`, in the time zone."""
    return datetime.combine(at.astimezone(zone).date(), time.min, zone)
