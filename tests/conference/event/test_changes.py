"""Differences of two versions of an event, and what they would break. Covers C12."""

from typing import Any

import pytest
from msgspec import structs

from conference.event import Event
from conference.event.changes import EventUsage, compare_events, find_breaks, keep_unbroken

USED = EventUsage(
    used={
        "categories": frozenset({"general"}),
        "zones": frozenset({"venue"}),
        "doors": frozenset({"gate-a"}),
        "rooms": frozenset({"plenary"}),
        "functions": frozenset({"reporter"}),
    },
    has_badges=True,
)


def change(event: Event, section: str, code: str, **values: Any) -> Event:
    """Change fields of one entry."""
    entries = tuple(
        structs.replace(one, **values) if code in (getattr(one, "code", ""), getattr(one, "id", "")) else one
        for one in getattr(event, section)
    )
    return structs.replace(event, **{section: entries})


def remove(event: Event, section: str, name: str) -> Event:
    """Remove one entry."""
    kept = [one for one in getattr(event, section) if name not in (getattr(one, "code", ""), getattr(one, "id", ""))]
    return structs.replace(event, **{section: tuple(kept)})


def test_same_event_has_no_changes(hanoi: Event) -> None:
    assert compare_events(hanoi, structs.replace(hanoi)) == ()


def test_changes_are_named_by_entry_and_field(hanoi: Event) -> None:
    after = change(hanoi, "rooms", "plenary", capacity=None, name=dict(hanoi.room("plenary").name) | {"fr": "Plénière"})
    after = remove(after, "doors", "gate-b")
    after = structs.replace(
        after, closing_time="never", rooms=(*after.rooms, structs.replace(after.rooms[0], code="R9"))
    )
    assert [str(one) for one in compare_events(hanoi, after)] == [
        "~ closing_time: 04:00 → never",
        "~ rooms (plenary): name.fr: Salle plénière → Plénière",
        "~ rooms (plenary): capacity: 3500 → nothing",
        "+ rooms (R9)",
        "- doors (gate-b)",
    ]


def test_other_order_of_entries_is_a_change(hanoi: Event) -> None:
    after = structs.replace(hanoi, functions=tuple(reversed(hanoi.functions)))
    (only,) = compare_events(hanoi, after)
    assert str(only).startswith("~ functions: order: ")


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("categories", "general"),
        ("doors", "gate-a"),
        ("rooms", "plenary"),
        ("functions", "reporter"),
        ("zones", "venue"),
    ],
)
def test_entry_in_use_cannot_be_removed(hanoi: Event, section: str, name: str) -> None:
    after = remove(hanoi, section, name)
    (only,) = find_breaks(hanoi, after, USED)
    assert str(only) == f"{section} ({name}): not changed, because it is in use and cannot be removed"
    restored = keep_unbroken(hanoi, after, (only,))
    assert sorted(map(str, getattr(restored, section))) == sorted(map(str, getattr(hanoi, section)))
    assert find_breaks(hanoi, after, EventUsage()) == ()


@pytest.mark.parametrize(
    ("section", "name", "values"),
    [
        ("categories", "general", {"letter": "G"}),
        ("zones", "exhibition", {"bit": 15}),
        ("doors", "gate-a", {"zone": "press_centre"}),
    ],
)
def test_field_that_badges_or_devices_hold_is_kept(hanoi: Event, section: str, name: str, values: Any) -> None:
    after = change(hanoi, section, name, **values)
    (only,) = find_breaks(hanoi, after, USED)
    assert (only.section, only.name, only.field) == (section, name, next(iter(values)))
    assert keep_unbroken(hanoi, after, (only,)) == hanoi


@pytest.mark.parametrize("key", ["id", "environment"])
def test_audience_of_issued_badges_is_kept(hanoi: Event, key: str) -> None:
    after = structs.replace(hanoi, **{key: "other"})
    (only,) = find_breaks(hanoi, after, USED)
    assert keep_unbroken(hanoi, after, (only,)) == hanoi
    assert find_breaks(hanoi, after, EventUsage()) == ()


def test_new_zone_does_not_take_the_bit_of_another(hanoi: Event) -> None:
    old = hanoi.zone("backstage")
    after = remove(hanoi, "zones", "backstage")
    after = structs.replace(after, zones=(*after.zones, structs.replace(old, code="lounge")))
    (only,) = find_breaks(hanoi, after, USED)
    assert "its bit 13 was that of backstage" in str(only)
    assert "lounge" not in {zone.code for zone in keep_unbroken(hanoi, after, (only,)).zones}


def test_harmless_changes_beside_a_break_are_applied(hanoi: Event) -> None:
    after = change(change(hanoi, "categories", "general", letter="G"), "rooms", "plenary", capacity=10)
    merged = keep_unbroken(hanoi, after, find_breaks(hanoi, after, USED))
    assert [str(one) for one in compare_events(hanoi, merged)] == ["~ rooms (plenary): capacity: 3500 → 10"]
