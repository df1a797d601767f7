"""Edits of an event: the checks of its folder, with faults addressed by field."""

from typing import Any

import pytest
from msgspec import structs

from conference.event import Event, Stream
from conference.event.editing import (
    EntryPlace,
    FieldFault,
    add_entry,
    check_event,
    find_entry,
    move_entry,
    remove_entry,
    replace_entry,
    replace_values,
)
from conference.event.event_languages import add_language, remove_language
from conference.event.export import tables_of
from conference.languages import LANGUAGES

VENUE = EntryPlace("zones", "venue")


def in_all(words: str) -> dict[str, str]:
    """The same text in each language."""
    return dict.fromkeys(LANGUAGES, words)


def found(faults: tuple[FieldFault, ...]) -> set[tuple[str, str, str]]:
    """The place, the path and the code of each fault."""
    return {(fault.place.name, ".".join(map(str, fault.path)), fault.code) for fault in faults}


def test_replaced_entry_keeps_its_other_values(hanoi: Event) -> None:
    edited = replace_entry(hanoi, VENUE, {"capacity": 12, "name": in_all("Palace")}).event
    assert edited is not None
    assert edited.zone("venue").capacity == 12
    assert edited.zone("venue").name == in_all("Palace")
    assert edited.zone("venue").bit == hanoi.zone("venue").bit
    assert edited.zones[1:] == hanoi.zones[1:]
    assert edited.programme is hanoi.programme


def test_none_removes_a_value(hanoi: Event) -> None:
    edited = replace_entry(hanoi, EntryPlace("rooms", "plenary"), {"capacity": None}).event
    assert edited is not None
    assert edited.room("plenary").capacity is None


def test_added_entry_is_the_last_one(hanoi: Event) -> None:
    table = {"id": "gate-z", "name": in_all("Gate Z"), "zone": "venue"}
    edited = add_entry(hanoi, "doors", table).event
    assert edited is not None
    assert edited.doors[-1].id == "gate-z"
    assert edited.doors[:-1] == hanoi.doors


@pytest.mark.parametrize(
    ("values", "path", "code"),
    [
        ({"name": in_all("x" * 10_000)}, "name.ar", "long"),
        ({"name": in_all("a\x00b")}, "name.fr", "control"),
        ({"name": in_all("Hall") | {"ru": ""}}, "name.ru", "missing"),
        ({"bit": 0}, "bit", "taken"),
        ({"bit": 16}, "bit", "expected_bit"),
        ({"bit": "two"}, "bit", "expected_bit"),
        ({"within": "nowhere"}, "within", "unknown"),
        ({"within": "signing_stage"}, "within", "circle"),
        ({"mark": "three"}, "mark", "expected_mark"),
        ({"mark": None}, "mark", "missing"),
        ({"passback": "never"}, "passback", "expected_choice"),
        ({"passback": "timed"}, "passback_s", "passback"),
    ],
)
def test_fault_is_at_its_field(hanoi: Event, values: dict[str, Any], path: str, code: str) -> None:
    edited = replace_entry(hanoi, EntryPlace("zones", "plenary_hall"), values)
    assert edited.event is None
    assert ("plenary_hall", path, code) in found(edited.faults)


def test_wrong_number_hides_no_wrong_reference(hanoi: Event) -> None:
    values = {"bit": 99, "within": "nowhere", "mark": "1"}
    edited = replace_entry(hanoi, EntryPlace("zones", "plenary_hall"), values)
    assert {path for _, path, _ in found(edited.faults)} == {"bit", "within", "mark"}
    table = {"id": "!", "name": in_all("Gate Z"), "zone": "nowhere"}
    assert {path for _, path, _ in found(add_entry(hanoi, "doors", table).faults)} == {"id", "zone"}


def test_role_that_another_stream_has_is_the_only_fault(hanoi: Event) -> None:
    floor = Stream(id="floor", room="plenary", role="floor", medium="audio", address="https://a.example/floor.m3u8")
    french = structs.replace(floor, id="fr", role="interpretation", language="fr")
    event = structs.replace(hanoi, streams=(french, floor))
    values = {"role": "floor", "language": None}
    edited = replace_entry(event, EntryPlace("streams", "fr"), values)
    assert {path for _, path, _ in found(edited.faults)} == {"role"}
    added = add_entry(event, "streams", {**structs.asdict(floor), "id": "other"})
    assert found(added.faults) == {("other", "role", "taken")}


def test_name_of_another_entry_is_refused(hanoi: Event) -> None:
    edited = add_entry(hanoi, "doors", {"id": "gate-a", "name": in_all("Gate A"), "zone": "venue"})
    assert found(edited.faults) == {("gate-a", "id", "twice")}


def test_entry_that_others_refer_to_is_not_removed(hanoi: Event) -> None:
    faults = remove_entry(hanoi, EntryPlace("categories", "general")).faults
    assert {fault.code for fault in faults} == {"in_use"}
    assert {fault.about for fault in faults} == {one.code for one in hanoi.functions if one.category == "general"}


def test_entry_without_references_is_removed(hanoi: Event) -> None:
    edited = remove_entry(hanoi, EntryPlace("doors", "gate-a")).event
    assert edited is not None
    assert edited.doors == hanoi.doors[1:]


def test_last_entry_of_a_section_is_not_removed(hanoi: Event) -> None:
    event = hanoi
    for reason in hanoi.reissue_reasons[1:]:
        event = remove_entry(event, EntryPlace("reissue_reasons", reason.code)).event or event
    edited = remove_entry(event, EntryPlace("reissue_reasons", event.reissue_reasons[0].code))
    assert [(fault.place, fault.code) for fault in edited.faults] == [(EntryPlace("reissue_reasons"), "last_entry")]


def test_moved_room_changes_the_order(hanoi: Event) -> None:
    moved = move_entry(hanoi, EntryPlace("rooms", hanoi.rooms[1].code), -1)
    assert [room.code for room in moved.rooms[:2]] == [hanoi.rooms[1].code, hanoi.rooms[0].code]
    assert [room.order for room in moved.rooms] == sorted(room.order for room in hanoi.rooms)
    assert check_event(moved) == ()


def test_first_entry_cannot_move_up(hanoi: Event) -> None:
    assert move_entry(hanoi, EntryPlace("doors", hanoi.doors[0].id), -1).doors == hanoi.doors


def test_values_of_the_header_are_checked_with_the_rest(hanoi: Event) -> None:
    period = tables_of(hanoi)["event.toml"]["applications"]
    wrong = period | {"closes_at": period["opens_at"], "contact": "nobody"}
    assert found(replace_values(hanoi, {"applications": wrong}).faults) == {
        ("", "applications.contact", "expected_email")
    }
    edited = replace_values(hanoi, {"theme": None, "reminder_hours": 24}).event
    assert edited is not None
    assert (edited.theme, edited.reminder_hours, edited.name) == (None, 24, hanoi.name)


def test_unknown_entry_is_a_key_error(hanoi: Event) -> None:
    with pytest.raises(KeyError):
        find_entry(hanoi, EntryPlace("zones", "moon"))


def test_texts_that_a_language_lacks_are_no_faults_elsewhere(hanoi: Event) -> None:
    without = remove_language(hanoi, "ru")
    lacking = add_language(without, "ru")
    assert ("venue", "name", "missing") in found(check_event(lacking))
    edited = replace_entry(lacking, VENUE, {"name": in_all("Palace")}).event
    assert edited is not None
    assert edited.zone("venue").name["ru"] == "Palace"
    assert "ru" not in edited.zones[1].name
