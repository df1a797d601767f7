"""Clocks: manual, shifted and real, and the start of a calendar day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from conference.clock import CONFIRMED_AFTER_S, ManualClock, ShiftedClock, SystemClock, day_began

HANOI, NEW_YORK = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("America/New_York")


def test_manual_clock_shows_utc_and_moves_by_advance_only() -> None:
    clock = ManualClock(datetime(2025, 10, 25, 9, 0, tzinfo=HANOI))
    assert clock.now() == clock.now() == datetime(2025, 10, 25, 2, 0, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    clock.advance(90.5)
    assert clock.now() == datetime(2025, 10, 25, 2, 1, 30, 500_000, tzinfo=UTC)
    assert clock.shift == timedelta()


def test_system_clock_is_aware_and_not_shifted() -> None:
    before = datetime.now(UTC)
    assert before <= SystemClock().now() <= datetime.now(UTC)
    assert SystemClock().shift == timedelta()


class Machine:
    """A machine whose clock a test can set, while its monotonic clock goes on."""

    def __init__(self) -> None:
        self.shown, self.seconds = datetime(2025, 10, 25, 2, tzinfo=UTC), 1000.0
        self.clock = SystemClock(lambda: self.shown, lambda: self.seconds)

    def run(self, seconds: float) -> datetime:
        """Let time pass, and return what the clock shows then."""
        self.shown += timedelta(seconds=seconds)
        self.seconds += seconds
        return self.clock.now()

    def set_by(self, step: timedelta) -> None:
        self.shown += step


@pytest.mark.parametrize("step", [timedelta(days=1), -timedelta(days=1), timedelta(seconds=3)])
def test_short_step_of_the_machine_is_not_followed(step: timedelta) -> None:
    machine = Machine()
    began = machine.clock.now()
    with capture_logs() as logged:
        machine.set_by(step)
        assert machine.run(0) == began
        assert machine.run(13) == began + timedelta(seconds=13)
        assert machine.clock.step == step
        machine.set_by(-step)
        assert machine.run(1) == machine.shown == began + timedelta(seconds=14)
    assert machine.clock.step == timedelta()
    assert [line["event"] for line in logged] == ["clock.stepped", "clock.step_taken_back"]


def test_step_that_lasts_is_followed() -> None:
    machine = Machine()
    began = machine.clock.now()
    machine.set_by(timedelta(hours=1))
    machine.run(0)
    assert machine.run(CONFIRMED_AFTER_S - 1) == began + timedelta(seconds=CONFIRMED_AFTER_S - 1)
    assert machine.run(1) == machine.shown
    assert (machine.clock.step, machine.run(60)) == (timedelta(), machine.shown)


def test_another_step_begins_the_wait_again() -> None:
    machine = Machine()
    machine.set_by(timedelta(hours=1))
    machine.run(0)
    machine.run(CONFIRMED_AFTER_S - 1)
    machine.set_by(timedelta(hours=1))
    assert machine.run(1) == machine.shown - timedelta(hours=2)
    assert machine.clock.step == timedelta(hours=2)


def test_small_adjustments_are_followed_at_once() -> None:
    machine = Machine()
    for _ in range(5):
        machine.set_by(timedelta(seconds=1.5))
        assert machine.run(5) == machine.shown
    assert machine.clock.step == timedelta()


def test_demonstration_clock_has_the_steps_of_its_source() -> None:
    machine = Machine()
    clock = ShiftedClock(datetime(2025, 1, 1, tzinfo=UTC), machine.shown, machine.clock)
    machine.set_by(timedelta(days=1))
    machine.run(10)
    assert clock.now() == datetime(2025, 1, 1, 0, 0, 10, tzinfo=UTC)
    assert clock.step == timedelta(days=1)


def test_monotonic_clock_grows_with_a_manual_one() -> None:
    clock = ManualClock(datetime(2025, 10, 25, tzinfo=UTC))
    before = clock.monotonic()
    clock.advance(2.5)
    assert clock.monotonic() - before == 2.5
    assert SystemClock().monotonic() <= SystemClock().monotonic()


def test_shifted_clock_runs_ahead_by_its_shift() -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    clock = ShiftedClock(datetime(2026, 1, 3, 1, tzinfo=UTC), since)
    assert clock.shift == timedelta(days=2, hours=1)
    before = datetime.now(UTC)
    assert before <= clock.now() - clock.shift <= datetime.now(UTC)


def test_shifted_clock_may_run_behind() -> None:
    clock = ShiftedClock(datetime(2025, 10, 25, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC))
    assert clock.shift == -timedelta(days=365)
    assert clock.now() < datetime.now(UTC)


@pytest.mark.parametrize(
    ("at", "zone", "began"),
    [
        (datetime(2025, 10, 25, 16, 59, tzinfo=UTC), HANOI, datetime(2025, 10, 24, 17, tzinfo=UTC)),
        (datetime(2025, 10, 25, 17, 0, tzinfo=UTC), HANOI, datetime(2025, 10, 25, 17, tzinfo=UTC)),
        (datetime(2025, 10, 25, 2, 0, tzinfo=UTC), NEW_YORK, datetime(2025, 10, 24, 4, tzinfo=UTC)),
        (datetime(2025, 11, 2, 20, 0, tzinfo=UTC), NEW_YORK, datetime(2025, 11, 2, 4, tzinfo=UTC)),
        (datetime(2025, 11, 3, 20, 0, tzinfo=UTC), NEW_YORK, datetime(2025, 11, 3, 5, tzinfo=UTC)),
    ],
)
def test_day_begins_at_midnight_of_the_time_zone(at: datetime, zone: ZoneInfo, began: datetime) -> None:
    assert day_began(at, zone).astimezone(UTC) == began
