"""The clock of a running rehearsal, over the clock of the installation."""

from datetime import datetime, timedelta

from broadcast.rehearsal.domain.timing import Pace
from conference.clock import Clock


class RehearsalClock:
    """`conference.clock.Clock` that shows the time of a rehearsal by its `pace`.

    The pace is read from the database, so that all nodes show the same time. `monotonic` counts real seconds.
    """

    def __init__(self, source: Clock, pace: Pace) -> None:
        self.pace = pace
        self.source = source
        self.monotonic = source.monotonic

    @property
    def shift(self) -> timedelta:
        return self.now() - self.source.now()

    @property
    def step(self) -> timedelta:
        return self.source.step

    def now(self) -> datetime:
        return self.pace.time_at(self.source.now())
