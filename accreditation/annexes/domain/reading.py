"""Typed rows of a form as answers, or what is wrong in them. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from msgspec import Struct

from accreditation.annexes.domain.answers import FormRules, Row, Value
from conference.texts.typed_text import Problem, read_line, read_note

MOST_NUMBER = 1_000_000_000
_MOST_DIGITS = 12
_CHECKED = frozenset({"1", "on", "yes", "true"})


class ChoiceRules(Protocol):
    """One of the answers to choose from."""

    @property
    def code(self) -> str:
        """Code by which the answer is stored."""
        ...


class QuestionRules(Protocol):
    """Question of a form."""

    @property
    def id(self) -> str:
        """Id by which answers are stored."""
        ...

    @property
    def kind(self) -> str:
        """How it is answered: `line`, `note`, `number`, `date`, `choice` or `check`."""
        ...

    @property
    def required(self) -> bool:
        """Whether it needs an answer."""
        ...

    @property
    def most(self) -> int | None:
        """Maximum of a number."""
        ...

    @property
    def choices(self) -> Sequence[ChoiceRules]:
        """Answers to choose from."""
        ...


class ReadRows(Struct, frozen=True):
    """Answers in rows, and problems by row and question; `problem` is that of the whole form."""

    rows: Sequence[Row]
    problems: Mapping[tuple[int, str], Problem] = {}
    problem: Problem | None = None

    @property
    def is_valid(self) -> bool:
        """Whether the rows can be sent."""
        return not self.problems and self.problem is None


class _InvalidAnswerError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def read_rows(annex: FormRules, questions: Sequence[QuestionRules], typed: Mapping[int, Mapping[str, str]]) -> ReadRows:
    """Read the rows typed in a form, by their number. Rows in which nothing was typed are left out."""
    rows: list[Row] = []
    problems: dict[tuple[int, str], Problem] = {}
    for number in sorted(typed):
        if not any(text.strip() for text in typed[number].values()):
            continue
        row: dict[str, Value] = {}
        for question in questions:
            try:
                value = _read_answer(question, typed[number].get(question.id, ""))
            except _InvalidAnswerError as error:
                problems[number, question.id] = error.problem
                continue
            if value is not None:
                row[question.id] = value
        rows.append(row)
    return ReadRows(rows, problems, _count_problem(annex, len(rows)))


def _count_problem(annex: FormRules, count: int) -> Problem | None:
    if count == 0:
        return Problem("annex.empty")
    return Problem("annex.too_many", {"most": annex.most_rows}) if count > annex.most_rows else None


def _read_answer(question: QuestionRules, text: str) -> Value | None:
    """Return the answer, None for no answer. Raises _InvalidAnswerError."""
    if question.kind == "check":
        return _read_check(question, text)
    if not text.strip():
        if question.required:
            raise _InvalidAnswerError(Problem("choice.missing" if question.kind == "choice" else "field.missing"))
        return None
    return _READERS[question.kind](question, text)


def _read_check(question: QuestionRules, text: str) -> bool | None:
    if text in _CHECKED:
        return True
    if question.required:
        raise _InvalidAnswerError(Problem("annex.not_checked"))
    return None


def _read_text(question: QuestionRules, text: str) -> str:
    cleaned, problem = (read_note if question.kind == "note" else read_line)(text)
    if problem:
        raise _InvalidAnswerError(problem)
    return cleaned


def _read_number(question: QuestionRules, text: str) -> int:
    digits = text.strip()
    if len(digits) > _MOST_DIGITS or not digits.isascii() or not digits.isdigit():
        raise _InvalidAnswerError(Problem("field.not_number"))
    most = question.most or MOST_NUMBER
    if int(digits) > most:
        raise _InvalidAnswerError(Problem("field.too_large", {"most": most}))
    return int(digits)


def _read_date(_question: QuestionRules, text: str) -> str:
    try:
        return date.fromisoformat(text.strip()[:10]).isoformat()
    except ValueError as error:
        raise _InvalidAnswerError(Problem("field.not_date")) from error


def _read_choice(question: QuestionRules, text: str) -> str:
    if text not in {choice.code for choice in question.choices}:
        raise _InvalidAnswerError(Problem("choice.missing"))
    return text


_READERS: Mapping[str, Callable[[QuestionRules, str], Value]] = {
    "line": _read_text,
    "note": _read_text,
    "number": _read_number,
    "date": _read_date,
    "choice": _read_choice,
}
