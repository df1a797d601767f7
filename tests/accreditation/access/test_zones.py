"""Zones of an event: nesting, closing times and unknown zones."""

from datetime import UTC, datetime, timedelta

import pytest

from accreditation.access.rules import Passback
from accreditation.access.zones import BEFORE_ALL, ZonePolicy, Zones

NIGHT = datetime(2025, 10, 25, 21, tzinfo=UTC)
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
NESTED = Zones({"venue": ZonePolicy(), "hall": ZonePolicy("venue"), "stage": ZonePolicy("hall")})


@pytest.mark.parametrize(
    ("zone", "enclosing"),
    [("venue", set()), ("hall", {"venue"}), ("stage", {"hall", "venue"}), ("moon", set())],
)
def test_enclosing_zones_are_those_of_every_level(zone: str, enclosing: set[str]) -> None:
    assert NESTED.around(zone) == enclosing


def test_zones_that_enclose_each_other_end_the_search() -> None:
    circle = Zones({"a": ZonePolicy("b"), "b": ZonePolicy("c"), "c": ZonePolicy("a"), "self": ZonePolicy("self")})
    assert circle.around("a") == {"a", "b", "c"}
    assert circle.around("self") == {"self"}


def test_enclosing_zone_without_rules_is_still_enclosing() -> None:
    assert Zones({"hall": ZonePolicy("venue")}).around("hall") == {"venue"}


def test_unknown_zone_has_the_default_rules() -> None:
    assert NESTED.policy("moon") == ZonePolicy(None, Passback.HARD, 0, None)


@pytest.mark.parametrize(
    ("at", "opened"),
    [
        (NIGHT - INSTANT, BEFORE_ALL),
        (NIGHT, NIGHT),
        (NIGHT + DAY - INSTANT, NIGHT),
        (NIGHT + DAY, NIGHT + DAY),
        (NIGHT + 9 * DAY, NIGHT + DAY),
    ],
    ids=str,
)
def test_last_closing_counts_from_its_own_moment(at: datetime, opened: datetime) -> None:
    assert Zones({}, [NIGHT + DAY, NIGHT]).opened(at) == opened


def test_event_without_closings_was_never_closed() -> None:
    assert Zones({}).opened(NIGHT) == BEFORE_ALL
