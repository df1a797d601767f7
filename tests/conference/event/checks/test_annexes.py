"""Rules of follow-up forms in the event's files, each with a file that violates it."""

from pathlib import Path

import pytest

from conference.event import load_event
from conference.event.checks.annexes import MOST_QUESTIONS
from conference.languages import LANGUAGES
from tests.conference.event.folders import problem, problems


def name_of(text: str) -> str:
    return "\n".join(f'name.{code} = "{text}"' for code in LANGUAGES)


def annex(more: str = "") -> str:
    hint = "\n".join(f'hint.{code} = "Tell us."' for code in LANGUAGES)
    return f'[[annexes]]\ncode = "gear"\n{name_of("Gear")}\n{hint}\ncloses_at = 2025-10-24T18:00:00+07:00\n{more}\n'


def question(more: str = "", code: str = "item") -> str:
    return f'[[annex_questions]]\nid = "{code}"\nannex = "gear"\n{name_of("Item")}\n{more}\n'


def written(folder: Path, *parts: str) -> Path:
    (folder / "annexes.toml").write_text("".join(parts), "utf-8")
    return folder


def test_form_with_questions_has_no_fault(folder: Path) -> None:
    event = load_event(written(folder, annex('sheet_languages = ["vi", "en"]'), question()))
    assert [one.id for one in event.questions_of("gear")] == ["item"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('kind = "choice"', "a choice needs two answers"),
        ('choices = [{ code = "a", name = {} }]', "no text in"),
        ("most = 4", "only a number has a maximum"),
        ('kind = "colour"', "expected one of"),
        ('kind = "number"\nmost = 0', "expected a whole number from 1 to 1000000000"),
    ],
)
def test_question_that_cannot_be_asked_is_a_fault(folder: Path, more: str, said: str) -> None:
    assert said in problem(written(folder, annex(), question(more)))


def test_choices_are_told_apart_by_their_codes(folder: Path) -> None:
    choice = f'[[annex_questions.choices]]\ncode = "a"\n{name_of("A")}\n'
    found = problems(written(folder, annex(), question('kind = "choice"'), choice, choice))
    assert [one for one in found if "used twice" in one]


def test_form_has_few_questions(folder: Path) -> None:
    many = [question(code=f"item{number}") for number in range(MOST_QUESTIONS + 1)]
    assert f"more than {MOST_QUESTIONS} questions" in problem(written(folder, annex(), *many))


def test_form_names_known_languages_and_categories(folder: Path) -> None:
    assert "expected one of" in problem(written(folder, annex('sheet_languages = ["de"]'), question()))
    assert "is not in categories" in problem(written(folder, annex('categories = ["royal"]'), question()))
    assert "is not in annexes" in problem(written(folder, annex(), question().replace('"gear"', '"cars"')))
