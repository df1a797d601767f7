"""Clocks. Code that needs the current time receives a clock, or the moment itself, as an argument."""

import time as system_time
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog
from msgspec import Struct

MAX_DIFFERENCE = timedelta(seconds=2)
"""Difference from the monotonic clock up to which the machine's clock is followed at once: time servers adjust it."""

CONFIRMED_AFTER_S = 300.0
"""Seconds after which a step of the machine's clock that lasts is followed."""

_log = structlog.get_logger(__name__)


class Clock(Protocol):
    """Source of the current time, aware and in UTC. `shift` is how far it is ahead of the real time (rehearsals).

    `monotonic` returns seconds that only grow, for periods of time. `step` is by how much the machine's clock differs
    from this one, because it was set and that is not confirmed yet.
    """

    @property
    def shift(self) -> timedelta: ...

    @property
    def step(self) -> timedelta: ...

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...


def read_machine_clock() -> datetime:
    """Return the machine's time."""
    return datetime.now(UTC)


def read_monotonic_clock() -> float:
    """Return seconds that grow also while the machine is suspended, where the system can say so."""
    return system_time.clock_gettime(getattr(system_time, "CLOCK_BOOTTIME", system_time.CLOCK_MONOTONIC))


class _Step(Struct, frozen=True):
    """A step of the machine's clock: by how much, and the monotonic seconds at which it was noticed."""

    by: timedelta
    noticed_at: float


class SystemClock:
    """The machine's clock, whose steps count only when they last.

    Until a step has lasted for CONFIRMED_AFTER_S, time goes on from the last good time by the monotonic clock: a clock
    that is wrong for a minute signs nobody out and dates no entry.
    """

    shift = timedelta()

    def __init__(
        self,
        read_machine: Callable[[], datetime] = read_machine_clock,
        read_monotonic: Callable[[], float] = read_monotonic_clock,
    ) -> None:
        self._read_machine = read_machine
        self.monotonic = read_monotonic
        self._good_time, self._good_at = read_machine(), read_monotonic()
        self._step: _Step | None = None

    @property
    def step(self) -> timedelta:
        self.now()
        return self._step.by if self._step else timedelta()

    def now(self) -> datetime:
        shown, at = self._read_machine(), self.monotonic()
        expected = self._good_time + timedelta(seconds=at - self._good_at)
        if not self._is_followed(shown - expected, at):
            return expected
        self._good_time, self._good_at = shown, at
        return shown

    def _is_followed(self, difference: timedelta, at: float) -> bool:
        """Whether to show the machine's time, which differs from the expected one. A step is noted and logged."""
        step = self._step
        if abs(difference) <= MAX_DIFFERENCE:
            self._end_step("clock.step_taken_back")
            return True
        if step is None or abs(difference - step.by) > MAX_DIFFERENCE:
            self._step = _Step(difference, at)
            _log.error("clock.stepped", seconds=round(difference.total_seconds()), followed_after_s=CONFIRMED_AFTER_S)
            return False
        if at - step.noticed_at < CONFIRMED_AFTER_S:
            return False
        self._end_step("clock.step_followed")
        return True

    def _end_step(self, event: str) -> None:
        if self._step is not None:
            _log.warning(event, seconds=round(self._step.by.total_seconds()))
            self._step = None


class ManualClock:
    """Clock that changes only by `advance`, for tests and rehearsals."""

    shift = timedelta()
    step = timedelta()

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)
        self._seconds = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self._seconds

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds`."""
        self.at += timedelta(seconds=seconds)
        self._seconds += seconds


class ShiftedClock:
    """Running clock with an offset: it shows `at` when the machine's clock shows `since`."""

    def __init__(self, at: datetime, since: datetime, source: Clock | None = None) -> None:
        self.shift = at - since
        self._source = source or SystemClock()
        self.monotonic = self._source.monotonic

    @property
    def step(self) -> timedelta:
        return self._source.step

    def now(self) -> datetime:
        return self._source.now() + self.shift


def day_began(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the start of the calendar day that contains `at`, in the time zone."""
    return datetime.combine(at.astimezone(zone).date(), time.min, zone)
