"""Rules of access of the reference event, and the reported faults in them."""

from datetime import date
from pathlib import Path

import pytest

from conference.event import Event
from tests.conference.event.folders import HANOI_TIME, change, problem, problems


def test_zones_fit_the_token(hanoi: Event) -> None:
    bits = [zone.bit for zone in hanoi.zones]
    assert len(set(bits)) == len(bits) <= 16
    assert all(0 <= bit <= 15 for bit in bits)


def test_every_guarded_zone_has_a_door(hanoi: Event) -> None:
    assert {door.zone for door in hanoi.doors} == {zone.code for zone in hanoi.zones}


def test_categories_are_those_of_the_press_corps(hanoi: Event) -> None:
    assert [category.code for category in hanoi.categories] == ["general", "pool", "technical", "day-25", "day-26"]
    assert set(hanoi.category("general").zones) < set(hanoi.category("pool").zones)
    assert "plenary_hall" not in hanoi.category("general").zones


def test_day_pass_is_valid_on_its_day_alone(hanoi: Event) -> None:
    for code, day in (("day-25", date(2025, 10, 25)), ("day-26", date(2025, 10, 26))):
        category = hanoi.category(code)
        first = category.valid_from.astimezone(HANOI_TIME)
        last = category.valid_until.astimezone(HANOI_TIME)
        assert first.date() == day
        assert (last.date(), last.hour) == (date.fromordinal(day.toordinal() + 1), 0)


def test_every_zone_lies_within_the_venue(hanoi: Event) -> None:
    outer = {zone.code: zone.within for zone in hanoi.zones}
    assert outer.pop("venue") is None
    assert None not in outer.values()
    assert {zone for zone, around in outer.items() if around == "plenary_hall"} == {"signing_stage", "photo_platform"}


def test_rules_of_access_have_each_of_their_kinds(hanoi: Event) -> None:
    assert {zone.passback for zone in hanoi.zones} == {"hard", "soft", "timed"}
    assert {door.way for door in hanoi.doors} == {"choose", "either"}
    assert hanoi.zone("plenary_hall").capacity == hanoi.room("plenary").capacity
    assert [len(category.hours) for category in hanoi.categories] == [2, 2, 0, 1, 1]
    assert (hanoi.list_stale_after_s, hanoi.list_stale_policy) == (300, "amber")
    assert hanoi.closing_time == "04:00"


HOURS = 'hours = [{{ zones = ["{zone}"], valid_from = {start}, valid_until = 2025-10-25T18:00:00+07:00 }}]'


def hours(zone: str, start: str = "2025-10-25T08:00:00+07:00") -> str:
    return HOURS.format(zone=zone, start=start)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("places.toml", 'mark = "1"', 'mark = "1"\nwithin = "moon"', "zones (venue): within: 'moon' is not in zones"),
        ("places.toml", 'mark = "1"', 'mark = "1"\nwithin = "venue"', "zones (venue): within: 'venue' makes a circle"),
        (
            "places.toml",
            "capacity = 40",
            "capacity = 0",
            "zones (signing_stage): capacity: expected a whole number from 1 to 1000000, not 0",
        ),
        (
            "places.toml",
            "passback_s = 300",
            "passback_s = 0",
            "zones (mixed): passback_s: seconds belong to passback 'timed', which needs them",
        ),
        (
            "places.toml",
            'passback = "soft"',
            "passback_s = 5",
            "zones (exhibition): passback_s: seconds belong to passback 'timed', which needs them",
        ),
        ("event.toml", "list_stale_after_s = 300", "list_stale_after_s = 0", "list_stale_after_s: less than 1"),
        ("press.toml", 'letter = "T"', f'letter = "T"\n{hours("moon")}', "'moon' is not in zones of the category"),
        (
            "press.toml",
            'letter = "T"',
            f'letter = "T"\n{hours("venue", "2025-10-25T18:00:00+07:00")}',
            "categories (technical): hours[1].valid_until: not after valid_from",
        ),
        (
            "press.toml",
            'letter = "T"',
            f'letter = "T"\n{hours("venue", "2025-10-25T08:00:00")}',
            "categories (technical): hours[1].valid_from: a time needs an offset",
        ),
        ("press.toml", 'zones = ["exhibition"]', "zones = []", "categories (general): hours[1].zones: none"),
    ],
)
def test_broken_rule_of_access_is_refused(folder: Path, file: str, old: str, new: str, message: str) -> None:
    change(folder, file, old, new)
    assert problem(folder).endswith(message)


def test_circle_of_zones_is_reported_at_each_of_them(folder: Path) -> None:
    change(folder, "places.toml", 'mark = "1"', 'mark = "1"\nwithin = "photo_platform"')
    circle = ("venue", "plenary_hall", "photo_platform")
    assert problems(folder) == [f"places.toml: zones ({code}): within: '{code}' makes a circle" for code in circle]
