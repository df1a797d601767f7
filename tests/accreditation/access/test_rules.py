"""Windows and rules of access."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from accreditation.access.rules import Direction, DoorRule, GrantRecord, Passback, Window

START = datetime(2025, 10, 25, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
WINDOW = Window(START, START + HOUR)


@pytest.mark.parametrize(
    ("after", "contained"),
    [(-INSTANT, False), (timedelta(0), True), (HOUR - INSTANT, True), (HOUR, False)],
    ids=str,
)
def test_window_contains_its_start_and_not_its_end(after: timedelta, contained: bool) -> None:
    assert WINDOW.holds(START + after) is contained


def test_window_without_duration_contains_no_moment() -> None:
    assert not Window(START, START).holds(START)
    assert not Window(START + HOUR, START).holds(START + HOUR / 2)


def test_window_compares_moments_of_other_time_zones() -> None:
    hanoi = timezone(timedelta(hours=7))
    assert WINDOW.holds(START.astimezone(hanoi))
    assert not WINDOW.holds((START + HOUR).astimezone(hanoi))


def test_adjoining_windows_share_no_moment() -> None:
    following = Window(WINDOW.valid_until, WINDOW.valid_until + HOUR)
    assert [window.holds(WINDOW.valid_until) for window in (WINDOW, following)] == [False, True]


def test_codes_are_those_of_event_files_and_devices() -> None:
    assert [direction.value for direction in Direction] == ["entry", "exit", "either"]
    assert [passback.value for passback in Passback] == ["hard", "soft", "timed"]


def test_rule_without_details_is_the_strictest() -> None:
    rule = DoorRule("venue", 0)
    assert (rule.direction, rule.passback, rule.capacity) == (Direction.ENTRY, Passback.HARD, None)


def test_unlimited_grant_is_the_default() -> None:
    grant = GrantRecord("grant_1", frozenset({"venue"}), WINDOW)
    assert (grant.entries, grant.used) == (None, 0)
