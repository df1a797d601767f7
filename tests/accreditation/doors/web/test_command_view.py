"""What the command post's page says of a device."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accreditation.doors.actions.command_post import Overview
from accreditation.doors.domain.devices import Report
from accreditation.doors.ports.command_post import WatchedDevice
from accreditation.doors.web.command_view import command_view
from tests.support.badge_office import EVENT
from tests.support.scan_office import PHONE

NOW = datetime(2025, 10, 25, 2, tzinfo=UTC)
WELL = Report(NOW, "gate-a", 0, 0, 0.8, False, NOW, "build", "vi")
WEEK, YEAR = timedelta(days=7), timedelta(days=365)


def worries(report: Report, *, shift: timedelta = timedelta()) -> tuple[str, ...]:
    """What is wrong with a device that has told this."""
    watched = [WatchedDevice(PHONE, report)]
    overview = Overview(
        at=NOW, shift=shift, lately_s=300, scans=[], occupancy={}, devices=watched, conflicts=[], conflict_count=0
    )
    (line,) = command_view(overview, EVENT, "en", build="build").devices
    return tuple(line.worries)


@pytest.mark.parametrize(
    ("changes", "worry"),
    [
        ({"at": NOW - timedelta(minutes=5)}, "silent"),
        ({"list_at": NOW - timedelta(minutes=6)}, "stale"),
        ({"list_at": None}, "stale"),
        ({"battery": 0.05}, "battery"),
        ({"skew_ms": 31_000}, "clock"),
        ({"skew_ms": -31_000}, "clock"),
        ({"queue": 500}, "queue"),
        ({"build": "older"}, "old_build"),
    ],
)
def test_each_worry_is_named(changes: dict[str, object], worry: str) -> None:
    assert worries(WELL) == ()
    assert worry in worries(replace(WELL, **changes))  # type: ignore[arg-type]


def test_clock_skew_in_a_rehearsal_uses_real_time() -> None:
    right = replace(WELL, skew_ms=int(WEEK.total_seconds() * 1000))
    assert worries(right, shift=-WEEK) == ()
    assert worries(WELL, shift=-WEEK) == ("clock",)


@pytest.mark.parametrize("sign", [1, -1])
def test_clock_skew_beyond_the_reportable_range_is_fine(sign: int) -> None:
    right = replace(WELL, skew_ms=sign * (2**31 - 1))
    assert worries(right, shift=-sign * YEAR) == ()


def test_charging_battery_is_no_worry() -> None:
    assert worries(replace(WELL, battery=0.05, charging=True)) == ()
