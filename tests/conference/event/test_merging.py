"""A draft's changes on a newer event."""

from typing import Any

from msgspec import structs

from conference.event import Event, Room
from conference.event.merging import merge_events, merge_files


def with_rooms(event: Event, *rooms: Room) -> Event:
    return structs.replace(event, rooms=rooms)


def changed_room(event: Event, number: int, **values: Any) -> Event:
    rooms = list(event.rooms)
    rooms[number] = structs.replace(rooms[number], **values)
    return with_rooms(event, *rooms)


def test_changes_of_both_are_kept(hanoi: Event) -> None:
    first, second, *_ = hanoi.rooms
    draft = changed_room(structs.replace(hanoi, closing_time="23:00"), 0, capacity=11)
    loaded = changed_room(structs.replace(hanoi, timezone="Asia/Tokyo"), 1, capacity=12)
    merged = merge_events(hanoi, draft, loaded)
    assert (merged.closing_time, merged.timezone) == ("23:00", "Asia/Tokyo")
    assert merged.rooms[:2] == (structs.replace(first, capacity=11), structs.replace(second, capacity=12))
    assert merged.rooms[2:] == hanoi.rooms[2:]


def test_fields_and_languages_of_one_entry_are_merged(hanoi: Event) -> None:
    name = hanoi.rooms[0].name
    draft = changed_room(hanoi, 0, name={**name, "fr": "Draft"})
    loaded = changed_room(hanoi, 0, name={**name, "en": "Loaded", "fr": "Loaded"}, capacity=12)
    room = merge_events(hanoi, draft, loaded).rooms[0]
    assert (room.name, room.capacity) == ({**name, "fr": "Draft", "en": "Loaded"}, 12)


def test_added_and_removed_entries_of_both_are_kept_so(hanoi: Event) -> None:
    first, second, third, *rest = hanoi.rooms
    new, other = (structs.replace(first, code=code) for code in ("new", "other"))
    merged = merge_events(
        hanoi, with_rooms(hanoi, new, second, third, *rest), with_rooms(hanoi, first, third, *rest, other)
    )
    assert [room.code for room in merged.rooms] == [third.code, *(room.code for room in rest), "other", "new"]


def test_order_of_the_draft_is_kept_if_it_changes_it(hanoi: Event) -> None:
    reordered = with_rooms(hanoi, *reversed(hanoi.rooms))
    loaded = with_rooms(hanoi, *hanoi.rooms, structs.replace(hanoi.rooms[0], code="other"))
    codes = [room.code for room in hanoi.rooms]
    assert [room.code for room in merge_events(hanoi, reordered, loaded).rooms] == [*reversed(codes), "other"]
    assert [room.code for room in merge_events(hanoi, hanoi, reordered).rooms] == [*reversed(codes)]


def test_files_are_merged_by_name() -> None:
    base = {"badge.typ": b"1", "old.png": b"1", "kept.png": b"1"}
    draft = {"badge.typ": b"2", "kept.png": b"1", "new.png": b"1"}
    loaded = {"badge.typ": b"3", "old.png": b"1", "kept.png": b"4"}
    assert merge_files(base, draft, loaded) == {"badge.typ": b"2", "new.png": b"1", "kept.png": b"4"}
