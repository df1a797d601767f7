"""Clocks: manual, shifted and real, and the start of a calendar day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conference.clock import ManualClock, ShiftedClock, SystemClock, day_began

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
