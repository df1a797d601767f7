"""Values of the event as texts of a form, and back."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conference.event import Event
from conference.event.check import name_of
from conference.event.editing import EntryPlace, find_entry, replace_entry, replace_values
from rostrum.setup.inputs import inputs_of_header, inputs_of_section
from rostrum.setup.structure import FIELDS, HEADER_PAGES
from rostrum.setup.typed import MOST_ROWS, FormScope, merge_hidden, read_values, renumber_rows, row_numbers, show_values


def scope_of(event: Event) -> FormScope:
    """Languages and time zone of an event."""
    return FormScope(event.languages, event.zone_info)


@pytest.mark.parametrize(
    "section", [section for section in FIELDS if section not in ("letter_texts", "passports", "streams")]
)
def test_shown_entry_is_read_back_as_it_is(event: Event, section: str) -> None:
    place = EntryPlace(section, name_of(getattr(event, section)[0]))
    inputs, entry = inputs_of_section(section), find_entry(event, place)
    typed = show_values(inputs, {name: getattr(entry, name) for name in FIELDS[section]}, scope_of(event))
    edited = replace_entry(event, place, read_values(inputs, renumber_rows(inputs, typed), scope_of(event)))
    assert edited.faults == ()
    assert edited.event == event


@pytest.mark.parametrize("page", HEADER_PAGES)
def test_shown_header_is_read_back_as_it_is(event: Event, page: str) -> None:
    names = HEADER_PAGES[page]
    inputs = inputs_of_header(names)
    typed = show_values(inputs, {name: getattr(event, name) for name in names}, scope_of(event))
    table = merge_hidden(read_values(inputs, typed, scope_of(event)), event)
    assert replace_values(event, table).event == event


@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        ("bit", " 7 ", 7),
        ("bit", "seven", "seven"),
        ("bit", "9" * 30, "9" * 30),
        ("mark", "  ", None),
        ("within", "", None),
        ("passback", "soft", "soft"),
    ],
)
def test_typed_text_becomes_a_value_or_stays_a_text(event: Event, field: str, typed: str, read: Any) -> None:
    inputs = tuple(one for one in inputs_of_section("zones") if one.field == field)
    assert read_values(inputs, {field: typed}, scope_of(event)) == {field: read}


def test_time_of_the_venue_gets_the_offset_of_then(event: Event) -> None:
    inputs = tuple(one for one in inputs_of_section("categories") if one.field == "valid_from")
    summer = FormScope(event.languages, ZoneInfo("Europe/Paris"))
    for typed, offset in (("2027-01-31T08:00", "+01:00"), ("2027-07-31T08:00", "+02:00")):
        assert read_values(inputs, {"valid_from": typed}, summer)["valid_from"].isoformat() == f"{typed}:00{offset}"
    assert read_values(inputs, {"valid_from": "soon"}, summer)["valid_from"] == "soon"
    assert read_values(inputs, {"valid_from": "0001-01-01T00:00"}, summer)["valid_from"] is not None


def test_removed_and_empty_rows_are_left_out() -> None:
    inputs = inputs_of_section("categories")
    typed = {
        "hours.0.valid_from": "2025-10-25T08:00",
        "hours.0-remove": "yes",
        "hours.3.valid_from": "2025-10-26T08:00",
        "hours.5.valid_from": "  ",
        "hours.x.valid_from": "2025-10-27T08:00",
        "letter": "P",
    }
    assert row_numbers("hours", typed) == [3]
    renumbered = renumber_rows(inputs, typed)
    assert {name for name in renumbered if renumbered[name]} - {"hours.0-remove"} == {"hours.0.valid_from", "letter"}
    assert renumbered["hours.0.valid_from"] == "2025-10-26T08:00"


def test_rows_have_a_greatest_number() -> None:
    assert len(row_numbers("hours", {f"hours.{n}.valid_from": "x" for n in range(500)})) == MOST_ROWS
