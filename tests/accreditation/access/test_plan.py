"""Doors of an access plan: their directions and the rules of their zones."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from accreditation.access.event_plan import access_plan
from accreditation.access.plan import DoorPlan, Way
from accreditation.access.rules import Direction, DoorRule, Passback, Window
from accreditation.access.zones import ZonePolicy, Zones
from accreditation.badges.audience import audience_of
from tests.support.badge_office import EVENT

PLAN = access_plan(EVENT, audience_of(EVENT).claim)


def test_door_rule_has_zone_and_direction() -> None:
    door = PLAN.doors["photo-platform"]
    assert PLAN.rule(door, Direction.EXIT) == DoorRule("photo_platform", 5, Direction.EXIT, capacity=60)


def test_door_allows_the_directions_of_its_way() -> None:
    assert PLAN.doors["gate-a"].way is Way.CHOOSE
    assert all(PLAN.doors["gate-a"].allows(direction) for direction in Direction)
    lane = PLAN.doors["third-floor"]
    assert [direction for direction in Direction if lane.allows(direction)] == [Direction.EITHER]
    assert not DoorPlan("x", "venue", 0, Way.EXIT).allows(Direction.ENTRY)


@pytest.mark.parametrize(
    ("way", "allowed"),
    [
        (Way.CHOOSE, set(Direction)),
        (Way.ENTRY, {Direction.ENTRY}),
        (Way.EXIT, {Direction.EXIT}),
        (Way.EITHER, {Direction.EITHER}),
    ],
)
def test_way_of_a_door_allows_these_directions(way: Way, allowed: set[Direction]) -> None:
    door = DoorPlan("gate", "venue", 0, way)
    assert {direction for direction in Direction if door.allows(direction)} == allowed


def test_zone_without_hours_is_open_at_any_hour() -> None:
    day = Window(datetime(2025, 10, 25, tzinfo=UTC), datetime(2025, 10, 26, tzinfo=UTC))
    plan = replace(PLAN, hours={("general", "exhibition"): (day,)})
    assert plan.hours_of("general", "exhibition") == (day,)
    assert plan.hours_of("exhibition", "general") == plan.hours_of("moon", "exhibition") == ()


def test_rule_of_an_unknown_zone_has_the_default_policy() -> None:
    door = DoorPlan("gate", "moon", 11)
    assert PLAN.rule(door, Direction.ENTRY) == DoorRule("moon", 11, Direction.ENTRY)


def test_rule_has_passback_seconds_and_capacity_of_its_zone() -> None:
    plan = replace(PLAN, zones=Zones({"hall": ZonePolicy("venue", Passback.TIMED, 300, 40)}))
    assert plan.rule(DoorPlan("door", "hall", 3), Direction.ENTRY) == DoorRule(
        "hall", 3, Direction.ENTRY, Passback.TIMED, 300, 40
    )
