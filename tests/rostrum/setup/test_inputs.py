"""Inputs of forms, derived from the types of the event's values."""

import pytest

from rostrum.setup.inputs import Input, InputKind, inputs_of_header, inputs_of_section
from rostrum.setup.structure import CHOICES, FIELDS, HEADER_PAGES, LABELS, LANGUAGE_FIELDS


def by_field(inputs: tuple[Input, ...]) -> dict[str, Input]:
    """The inputs by the names of their fields."""
    return {one.field: one for one in inputs}


def test_kind_of_an_input_follows_from_the_type() -> None:
    category = by_field(inputs_of_section("categories"))
    kinds = {name: one.kind for name, one in category.items()}
    assert kinds == {
        "code": InputKind.LINE,
        "name": InputKind.TEXT,
        "letter": InputKind.LINE,
        "colour": InputKind.COLOUR,
        "zones": InputKind.MANY,
        "valid_from": InputKind.MOMENT,
        "valid_until": InputKind.MOMENT,
        "hours": InputKind.ROWS,
    }
    assert [child.kind for child in category["hours"].children] == [
        InputKind.MANY,
        InputKind.MOMENT,
        InputKind.MOMENT,
    ]
    assert category["hours"].children[0].target == "zones"


def test_value_that_may_be_left_out_is_optional() -> None:
    zone = by_field(inputs_of_section("zones"))
    assert not zone["within"].is_required
    assert zone["mark"].is_required
    assert (zone["within"].kind, zone["within"].target) == (InputKind.ONE, "zones")
    assert zone["passback"].values == ("hard", "soft", "timed")


def test_nested_value_is_a_group() -> None:
    (desk,) = inputs_of_header(("desk",))
    assert (desk.kind, desk.is_required) == (InputKind.GROUP, False)
    assert [child.field for child in desk.children] == ["place", "found", "hours", "review_hours"]


@pytest.mark.parametrize("page", [*HEADER_PAGES, *FIELDS])
def test_each_input_has_a_label_and_texts_of_its_choices(page: str) -> None:
    inputs = list(inputs_of_section(page) if page in FIELDS else inputs_of_header(HEADER_PAGES[page]))
    while inputs:
        one = inputs.pop()
        inputs += one.children
        assert one.field in LABELS or one.kind is InputKind.GROUP
        worded = () if one.field in LANGUAGE_FIELDS else one.values
        assert [value for value in worded if f"{one.field}.{value}" not in CHOICES] == []
