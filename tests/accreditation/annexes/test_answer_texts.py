"""Answers as texts: choices by their names, dates as each language writes them, unknown codes as they are."""

from accreditation.annexes.answer_texts import answer_text
from tests.support.badge_office import EVENT

QUESTIONS = {question.id: question for question in EVENT.annex_questions}


def text_of(question: str, value: str | int | bool | None, language: str = "fr") -> str:
    row = {} if value is None else {question: value}
    return answer_text(QUESTIONS[question], row, language, "Oui")


def test_answers_are_written_in_the_language() -> None:
    assert text_of("positions.place", "desk") == "Bureau au centre de presse"
    assert text_of("drones.day", "2025-10-25") == "25\u00a0octobre 2025"
    assert text_of("drones.insured", True) == "Oui"
    assert text_of("equipment.quantity", 2) == "2"


def test_missing_and_unknown_answers_are_not_guessed() -> None:
    assert text_of("positions.place", None) == ""
    assert text_of("positions.power", False) == ""
    assert text_of("positions.place", "rooftop") == "rooftop"
