"""The clock of a rehearsal over the clock of the installation."""

from datetime import timedelta

from broadcast.rehearsal.clock import RehearsalClock
from broadcast.rehearsal.domain.timing import Pace
from conference.clock import ManualClock
from tests.support.board_samples import MORNING, NOON


def test_clock_shows_rehearsed_time_and_counts_real_seconds() -> None:
    source = ManualClock(MORNING)
    clock = RehearsalClock(source, Pace(set_at=MORNING, shown_at=NOON, rate=60))
    source.advance(2)
    assert clock.now() == NOON + timedelta(minutes=2)
    assert clock.monotonic() == source.monotonic()
    assert clock.shift == NOON + timedelta(minutes=2) - source.now()
    assert clock.step == source.step


def test_clock_follows_another_pace() -> None:
    source = ManualClock(MORNING)
    clock = RehearsalClock(source, Pace(set_at=MORNING, shown_at=NOON))
    clock.pace = Pace(set_at=MORNING, shown_at=MORNING, is_paused=True)
    source.advance(60)
    assert clock.now() == MORNING
