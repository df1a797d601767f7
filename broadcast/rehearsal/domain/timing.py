"""The time of a rehearsal: it runs faster than the real time, pauses and jumps."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from conference.errors import InvalidError

MIN_RATE, MAX_RATE = 1, 60
"""Seconds of the rehearsal in one real second."""

FARTHEST_JUMP = timedelta(days=31)
"""How far from the rehearsed day the clock may be set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How the time of a rehearsal runs: it showed `shown_at` at the real moment `set_at`, and advances by `rate`.

    A paused clock keeps its rate for later.
    """

    set_at: datetime
    shown_at: datetime
    rate: int = MIN_RATE
    is_paused: bool = False

    @property
    def speed(self) -> int:
        """Seconds of the rehearsal in one real second; 0 while it is paused."""
        return 0 if self.is_paused else self.rate

    def time_at(self, now: datetime) -> datetime:
        """Return what the clock of the rehearsal shows at the real moment `now`."""
        return self.shown_at + (now - self.set_at) * self.speed


def with_rate(pace: Pace, rate: int, *, now: datetime) -> Pace:
    """Return the pace from now on with another rate.

    Raises: InvalidError `rehearsal.rate`.
    """
    if not MIN_RATE <= rate <= MAX_RATE:
        raise InvalidError("rehearsal.rate", {"rate": "rehearsal.rate"}, least=MIN_RATE, most=MAX_RATE)
    return replace(_settle_pace(pace, now), rate=rate)


def paused(pace: Pace, *, now: datetime) -> Pace:
    """Return the pace with the clock stopped now."""
    return replace(_settle_pace(pace, now), is_paused=True)


def resumed(pace: Pace, *, now: datetime) -> Pace:
    """Return the pace with the clock running from now on."""
    return replace(_settle_pace(pace, now), is_paused=False)


def jumped(pace: Pace, to: datetime, *, now: datetime) -> Pace:
    """Return the pace with the clock set to another time.

    Raises: InvalidError `rehearsal.too_far`.
    """
    if abs(to - pace.time_at(now)) > FARTHEST_JUMP:
        raise InvalidError("rehearsal.too_far", {"time": "rehearsal.too_far"}, days=FARTHEST_JUMP.days)
    return replace(pace, set_at=now, shown_at=to)


def _settle_pace(pace: Pace, now: datetime) -> Pace:
    return replace(pace, set_at=now, shown_at=pace.time_at(now))
