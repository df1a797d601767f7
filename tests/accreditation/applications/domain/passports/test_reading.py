"""Typed machine-readable zones: the shared vectors, which JavaScript checks too. Covers A17."""

import json
from typing import Any

import pytest

from accreditation.applications.domain.passports.reading import MAX_TYPED, read_zone
from accreditation.applications.domain.passports.zones import LAYOUTS, Zone
from conference.texts.typed_text import Problem
from tests.support.paths import VECTOR_FOLDER

VECTORS: list[dict[str, Any]] = json.loads((VECTOR_FOLDER / "passports.json").read_text("utf-8"))["read"]
SPECIMEN = VECTORS[0]["text"]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["about"])
def test_zone_or_problem_is_that_of_the_vector(case: dict[str, Any]) -> None:
    zone = read_zone(case["text"])
    if "problem" in case:
        assert zone == Problem(case["problem"]["code"], case["problem"]["params"])
    else:
        assert isinstance(zone, Zone)
        assert list(zone.lines) == case["lines"]


FIRST, SECOND = SPECIMEN.split("\n")


@pytest.mark.parametrize("place", [place for place, sign in enumerate(SECOND) if sign.isdigit()])
def test_every_wrong_digit_is_refused_with_its_line(place: int) -> None:
    other = str((int(SECOND[place]) + 1) % 10)
    problem = read_zone(f"{FIRST}\n{SECOND[:place]}{other}{SECOND[place + 1 :]}")
    assert isinstance(problem, Problem)
    assert problem.params["line"] == 2


def test_long_texts_are_read_to_a_limit() -> None:
    assert isinstance(read_zone("A" * 10 * MAX_TYPED), Problem)
    assert isinstance(read_zone("O0I1" * MAX_TYPED), Problem)


def test_layouts_cover_each_line_with_fields_and_check_digits() -> None:
    for kind, layout in LAYOUTS.items():
        spans = [*layout.fields.values(), *(check.digit for check in layout.checks)]
        covered = sorted((span.line, place) for span in spans for place in range(span.start, span.end))
        assert covered == [(line, place) for line in range(layout.count) for place in range(layout.width)], kind
