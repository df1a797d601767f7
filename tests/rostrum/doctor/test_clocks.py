"""Checks of clocks: differences between machines, and the clock of a demonstration."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from rostrum.doctor import Level
from rostrum.doctor.clocks import check_clock, compare_clocks
from rostrum.settings import Settings
from tests.rostrum.doctor.findings import is_empty, warned


def test_clock_difference_is_reported() -> None:
    now = datetime.now(UTC)
    late = compare_clocks("Redis", now - timedelta(seconds=90), now, now)
    assert (late.level, late.said) == (
        Level.PROBLEM,
        "The clocks of Redis and of this machine are 90.0 s apart.",
    )
    assert compare_clocks("Redis", now + timedelta(seconds=1), now, now + timedelta(seconds=1)).level is Level.OK


async def test_demonstration_clock_is_reported_and_not_anchored(tmp_path: Path) -> None:
    morning = datetime(2025, 10, 25, 1, 30, tzinfo=UTC)
    (said,) = warned(await check_clock(Settings(data_dir=tmp_path, clock_starts_at=morning)))
    assert said == "The clock is the demonstration's and shows 2025-10-25 01:30 UTC."
    assert is_empty(tmp_path)
    assert warned(await check_clock(Settings(data_dir=tmp_path))) == []
