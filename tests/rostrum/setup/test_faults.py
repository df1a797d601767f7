"""Faults of the event at the inputs of a form."""

import pytest

from conference.event.toml_lines import Path
from rostrum.setup.faults import html_name
from rostrum.setup.inputs import inputs_of_header, inputs_of_section

LANGUAGES = ("fr", "ar")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("letter",), "f.letter"),
        (("name", "ar"), "f.name.ar"),
        (("name",), "f.name.fr"),
        (("zones", 2), "f.zones"),
        (("hours", 1, "valid_until"), "f.hours.1.valid_until"),
        (("hours", 0, "zones", 3), "f.hours.0.zones"),
        (("hours",), "f.hours"),
        (("assumed",), None),
    ],
)
def test_fault_of_a_category_is_at_its_input(path: Path, name: str | None) -> None:
    assert html_name(inputs_of_section("categories"), path, LANGUAGES) == name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("desk", "place", "ar"), "f.desk.place.ar"),
        (("desk", "hours", 0, "closes_at"), "f.desk.hours.0.closes_at"),
        (("desk",), "f.desk"),
    ],
)
def test_fault_of_a_nested_value_is_at_its_input(path: Path, name: str) -> None:
    assert html_name(inputs_of_header(("desk",)), path, LANGUAGES) == name


@pytest.mark.parametrize(
    ("path", "name"), [(("body", 1, "ar"), "f.body.1.ar"), (("body", 1), "f.body.1.fr"), (("body",), "f.body")]
)
def test_fault_of_a_paragraph_is_at_its_language(path: Path, name: str) -> None:
    assert html_name(inputs_of_section("letter_texts"), path, LANGUAGES) == name
