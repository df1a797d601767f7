"""What the event's data says of access, as doors and desks need it."""

from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from accreditation.access.event_plan import access_plan
from accreditation.access.plan import DoorPlan, Way
from accreditation.access.rules import Direction, DoorRule, Passback, Window
from accreditation.access.zones import BEFORE_ALL, ZonePolicy
from accreditation.badges.audience import audience_of
from tests.support.badge_office import EVENT

PLAN = access_plan(EVENT, audience_of(EVENT).claim)
EIGHT = datetime.fromisoformat("2025-10-25T08:00:00+07:00")


def test_zones_have_the_rules_of_the_event() -> None:
    assert PLAN.zones.policy("exhibition") == ZonePolicy("venue", Passback.SOFT)
    assert PLAN.zones.policy("mixed") == ZonePolicy("venue", Passback.TIMED, 300)
    assert PLAN.zones.around("photo_platform") == {"plenary_hall", "venue"}


def test_hours_are_those_of_a_category_and_a_zone() -> None:
    day = Window(EIGHT, EIGHT + timedelta(hours=10))
    assert PLAN.hours_of("day-25", "exhibition") == (day,)
    assert PLAN.hours_of("general", "exhibition") == (
        day,
        Window(day.valid_from + timedelta(days=1), day.valid_until + timedelta(days=1)),
    )
    assert PLAN.hours_of("technical", "exhibition") == ()
    assert PLAN.hours_of("general", "venue") == ()


def test_rule_of_a_door_is_its_zone_used_in_one_direction() -> None:
    door = PLAN.doors["photo-platform"]
    assert PLAN.rule(door, Direction.EXIT) == DoorRule("photo_platform", 5, Direction.EXIT, capacity=60)


def test_door_is_used_in_its_own_way() -> None:
    assert PLAN.doors["gate-a"].way is Way.CHOOSE
    assert all(PLAN.doors["gate-a"].allows(direction) for direction in Direction)
    lane = PLAN.doors["third-floor"]
    assert [direction for direction in Direction if lane.allows(direction)] == [Direction.EITHER]
    assert not DoorPlan("x", "venue", 0, Way.EXIT).allows(Direction.ENTRY)


def test_venue_closes_each_night_while_a_badge_admits_and_once_after_that() -> None:
    first = min(category.valid_from for category in EVENT.categories)
    last = max(category.valid_until for category in EVENT.categories)
    four = datetime.fromisoformat("2025-10-26T04:00:00+07:00")
    assert {b - a for a, b in pairwise(EVENT.closings)} == {timedelta(days=1)}
    assert EVENT.closings[0] - first < timedelta(days=1)
    assert timedelta() < EVENT.closings[-1] - last <= timedelta(days=2)
    assert PLAN.zones.opened(four) == PLAN.zones.opened(four + timedelta(hours=23)) == four
    assert PLAN.zones.opened(four - timedelta(microseconds=1)) == four - timedelta(days=1)
    assert PLAN.zones.opened(first - timedelta(days=1)) == BEFORE_ALL


def test_venue_that_never_closes() -> None:
    assert msgspec.structs.replace(EVENT, closing_time="never").closings == ()
