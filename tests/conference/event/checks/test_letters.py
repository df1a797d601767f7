"""The event's own texts of letters: kinds, placeholders, languages, and their use in letters."""

from dataclasses import replace
from pathlib import Path

import pytest

from conference.event import load_event
from conference.event.checks.letters import letter_kinds
from conference.languages import LANGUAGES
from conference.mail.letters import LetterRequest
from conference.mail.rendering import LetterRenderer
from conference.texts.catalogues import own_catalogues
from tests.conference.event.folders import problem, problems

REQUEST = LetterRequest(
    kind="application.on_hold",
    about="app_1",
    once="app_1:2",
    address="hoa@example.org",
    name="Hoa",
    language="fr",
    values={"reference": "7K3M-9QTX"},
    link="https://press.example.org/fr/applications/x",
)


def in_all_languages(key: str, text: str) -> str:
    return "\n".join(f'{key}{code} = "{text}"' for code in LANGUAGES)


def letters_of(folder: Path, code: str = "application.on_hold", subject: str = "", body: str = "Wait.") -> Path:
    """Write letters.toml with one kind, the same in all languages."""
    lines = [
        "[[letter_texts]]",
        f'code = "{code}"',
        in_all_languages("subject.", subject) if subject else "",
        "[[letter_texts.body]]",
        in_all_languages("", body),
    ]
    (folder / "letters.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def test_kinds_are_those_of_the_catalogues() -> None:
    assert letter_kinds()["application.refused"] == {"reference", "reason", "appeal"}
    assert "line" not in letter_kinds()


def test_text_of_the_event_replaces_that_of_the_program(folder: Path) -> None:
    event = load_event(letters_of(folder, subject="Please wait: {reference}", body="Dear {name}, please wait."))
    letter = LetterRenderer(event, own_catalogues()).render(REQUEST)
    assert "Please wait" in letter.subject
    assert "please wait." in letter.text
    assert own_catalogues().pattern("fr", "letter.application.on_hold.button") in letter.text


def test_other_kinds_keep_the_texts_of_the_program(folder: Path) -> None:
    event = load_event(letters_of(folder, subject="Please wait"))
    request = replace(REQUEST, kind="application.withdrawn")
    assert "Demande retirée" in LetterRenderer(event, own_catalogues()).render(request).subject


def test_unknown_kind_is_refused(folder: Path) -> None:
    said = problem(letters_of(folder, code="application.on_holds"))
    assert said == "letters.toml: letter_texts (application.on_holds): code: no letter 'application.on_holds'"


@pytest.mark.parametrize("name", ["referense", "reason"])
def test_placeholder_that_the_letter_does_not_have_is_refused(folder: Path, name: str) -> None:
    said = problems(letters_of(folder, body=f"Wait {{{name}}}"))
    assert len(said) == len(LANGUAGES)
    assert said[0].startswith("letters.toml: letter_texts (application.on_hold): body[1].")
    assert said[0].endswith(f"unknown placeholder {{{name}}}")


def test_text_without_a_language_is_refused(folder: Path) -> None:
    letters_of(folder)
    path = folder / "letters.toml"
    path.write_text(path.read_text("utf-8").replace('vi = "Wait."\n', ""), "utf-8")
    assert problem(folder) == "letters.toml: letter_texts (application.on_hold): body[1]: no text in vi"


def test_question_is_repeated_after_two_days_by_default(folder: Path) -> None:
    assert load_event(folder).reminder_hours == 48
