"""Follow-up forms as values of an event."""

import msgspec
import pytest

from conference.event import Event
from conference.event.model import Annex, AnnexQuestion


def test_form_has_one_row_and_all_categories_by_default(hanoi: Event) -> None:
    annex = hanoi.annex("positions")
    assert (annex.most_rows, annex.categories, annex.sheet_languages, annex.by_security) == (1, (), (), False)
    with pytest.raises(KeyError):
        hanoi.annex("catering")


def test_questions_are_found_by_form_in_order(hanoi: Event) -> None:
    assert [question.id for question in hanoi.questions_of("vehicles")] == [
        "vehicles.plate", "vehicles.make", "vehicles.driver", "vehicles.phone"
    ]  # fmt: skip
    assert hanoi.questions_of("catering") == ()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Annex, {"most_rows": 0}),
        (Annex, {"most_rows": 201}),
        (AnnexQuestion, {"most": 0}),
        (AnnexQuestion, {"kind": "file"}),
    ],
)
def test_values_out_of_range_are_refused(hanoi: Event, kind: type, values: dict[str, object]) -> None:
    entry = hanoi.annexes[0] if kind is Annex else hanoi.annex_questions[0]
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(msgspec.to_builtins(entry) | values, kind)
