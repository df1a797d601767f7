"""Typed rows of follow-up forms: what is read, and what is refused with which problem."""

import msgspec
import pytest

from accreditation.annexes.domain.answers import Value
from accreditation.annexes.domain.reading import ReadRows, read_rows
from conference.event.model import AnnexQuestion, Choice
from tests.support.badge_office import EVENT

EQUIPMENT = EVENT.annex("equipment")


def text_of(word: str) -> dict[str, str]:
    return dict.fromkeys(EVENT.languages, word)


def read_one(question: AnnexQuestion, text: str) -> ReadRows:
    other = AnnexQuestion(id="other", annex="equipment", name=text_of("Other"), required=False)
    return read_rows(EQUIPMENT, (question, other), {0: {question.id: text, "other": "filled"}})


def question_of(kind: str, **values: object) -> AnnexQuestion:
    return msgspec.convert(
        {"id": "q", "annex": "equipment", "name": text_of("Q"), "kind": kind, **values}, AnnexQuestion
    )


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("line", "  Arri   Amira ", "Arri Amira"),
        ("note", "one\ntwo", "one\ntwo"),
        ("number", " 12 ", 12),
        ("date", "2025-10-25", "2025-10-25"),
        ("choice", "desk", "desk"),
        ("check", "yes", True),
    ],
)
def test_answer_is_read_by_its_kind(kind: str, text: str, value: Value) -> None:
    choices = [Choice(code="desk", name=text_of("Desk"))] if kind == "choice" else []
    read = read_one(question_of(kind, choices=msgspec.to_builtins(choices)), text)
    assert (read.is_valid, [dict(row) for row in read.rows]) == (True, [{"q": value, "other": "filled"}])


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("line", " ", "field.missing"),
        ("line", "x" * 2000, "text.too_long"),
        ("line", "a\x00b", "text.control"),
        ("number", "1e3", "field.not_number"),
        ("number", "-1", "field.not_number"),
        ("number", "١٢", "field.not_number"),
        ("number", "9" * 5000, "field.not_number"),
        ("number", "1000000001", "field.too_large"),
        ("date", "31/02/2025", "field.not_date"),
        ("date", "2025-02-31", "field.not_date"),
        ("choice", "roof", "choice.missing"),
        ("check", "", "annex.not_checked"),
    ],
)
def test_answer_that_cannot_be_read_is_refused_by_name(kind: str, text: str, code: str) -> None:
    read = read_one(question_of(kind), text)
    assert not read.is_valid
    assert {place: problem.code for place, problem in read.problems.items()} == {(0, "q"): code}


def test_optional_answer_may_be_left_out() -> None:
    for kind in ("line", "number", "check", "choice"):
        assert [dict(row) for row in read_one(question_of(kind, required=False), "").rows] == [{"other": "filled"}]


def test_number_is_limited_by_its_question() -> None:
    problems = read_one(question_of("number", most=5), "6").problems
    assert problems[0, "q"].params == {"most": 5}


def test_empty_rows_are_left_out_and_one_must_remain() -> None:
    question = question_of("line")
    read = read_rows(EQUIPMENT, (question,), {0: {"q": " "}, 4: {"q": "Camera"}, 7: {}})
    assert [dict(row) for row in read.rows] == [{"q": "Camera"}]
    empty = read_rows(EQUIPMENT, (question,), {0: {"q": " "}})
    assert empty.problem is not None
    assert empty.problem.code == "annex.empty"


def test_rows_are_limited_by_the_form() -> None:
    positions = EVENT.annex("positions")
    read = read_rows(positions, (question_of("line"),), {n: {"q": "x"} for n in range(positions.most_rows + 1)})
    assert read.problem is not None
    assert (read.problem.code, read.problem.params) == ("annex.too_many", {"most": positions.most_rows})
