"""Access plan of the reference event."""

from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from accreditation.access.event_plan import access_plan
from accreditation.access.rules import Passback, Window
from accreditation.access.zones import BEFORE_ALL, ZonePolicy
from accreditation.badges.audience import audience_of
from tests.support.badge_office import EVENT

PLAN = access_plan(EVENT, audience_of(EVENT).claim)
EIGHT = datetime.fromisoformat("2025-10-25T08:00:00+07:00")


def test_zones_have_the_rules_of_the_event() -> None:
    assert PLAN.zones.policy("exhibition") == ZonePolicy("venue", Passback.SOFT)
    assert PLAN.zones.policy("mixed") == ZonePolicy("venue", Passback.TIMED, 300)
    assert PLAN.zones.around("photo_platform") == {"plenary_hall", "venue"}


def test_event_says_whether_badges_wait_for_their_hand_over() -> None:
    from_issue = msgspec.structs.replace(EVENT, activation="issue")
    assert (PLAN.needs_hand_over, access_plan(from_issue, "abcd").needs_hand_over) == (True, False)


def test_hours_depend_on_category_and_zone() -> None:
    day = Window(EIGHT, EIGHT + timedelta(hours=10))
    assert PLAN.hours_of("day-25", "exhibition") == (day,)
    assert PLAN.hours_of("general", "exhibition") == (
        day,
        Window(day.valid_from + timedelta(days=1), day.valid_until + timedelta(days=1)),
    )
    assert PLAN.hours_of("technical", "exhibition") == ()
    assert PLAN.hours_of("general", "venue") == ()


def test_venue_closes_each_night_and_once_after_validity() -> None:
    first = min(category.valid_from for category in EVENT.categories)
    last = max(category.valid_until for category in EVENT.categories)
    closing = datetime.fromisoformat("2025-10-26T04:00:00+07:00")
    assert {b - a for a, b in pairwise(EVENT.closings)} == {timedelta(days=1)}
    assert EVENT.closings[0] - first < timedelta(days=1)
    assert timedelta() < EVENT.closings[-1] - last <= timedelta(days=2)
    assert PLAN.zones.opened(closing) == PLAN.zones.opened(closing + timedelta(hours=23)) == closing
    assert PLAN.zones.opened(closing - timedelta(microseconds=1)) == closing - timedelta(days=1)
    assert PLAN.zones.opened(first - timedelta(days=1)) == BEFORE_ALL


def test_venue_without_closing_time_never_closes() -> None:
    assert msgspec.structs.replace(EVENT, closing_time="never").closings == ()
