"""The event as files: readable, in a stable order, and the same event when it is loaded again."""

import tomllib
from pathlib import Path

import pytest
from msgspec import structs

from conference.event import Event, load_event
from conference.event.documents import Document, Documents
from conference.event.export import export_files
from conference.event.load import check_documents
from conference.event.model import LetterText, ScreenRules


def reload(files: dict[str, str], folder: Path) -> Event:
    """The event of exported files."""
    checked = check_documents(
        Documents({name: Document(tomllib.loads(text), text) for name, text in files.items()}), folder
    )
    assert checked.faults == ()
    assert checked.event is not None
    return checked.event


def test_reference_event_is_the_same_after_export_and_load(hanoi: Event) -> None:
    files = export_files(hanoi)
    again = reload(files, hanoi.folder)
    assert again == hanoi
    assert export_files(again) == files


def test_files_have_a_comment_dotted_texts_and_days_of_programme(hanoi: Event) -> None:
    files = export_files(hanoi)
    assert [name for name in files if name.startswith("programme/")] == [
        "programme/2025-10-23.toml",
        "programme/2025-10-24.toml",
        "programme/2025-10-25.toml",
        "programme/2025-10-26.toml",
    ]
    assert all(text.startswith("# ") and text.endswith("\n") for text in files.values())
    assert 'languages = ["en", "fr", "es", "ru", "ar", "zh", "vi"]\n' in files["event.toml"]
    assert '\n[[rooms]]\ncode = "plenary"\nname.en = "Plenary hall"\n' in files["places.toml"]
    assert 'role = "head_of_delegation"\ncountry = "VN"\n' in files["speakers.toml"]


def test_texts_with_quotes_and_signs_are_escaped(hanoi: Event) -> None:
    odd = 'a "b" \\ \u00a0\u200f\U000e0001 é'
    changed = structs.replace(hanoi, city=dict.fromkeys(hanoi.languages, odd))
    assert reload(export_files(changed), hanoi.folder).city["en"] == odd


def test_lists_within_entries_are_exported(hanoi: Event) -> None:
    def in_all(text: str) -> dict[str, str]:
        return dict.fromkeys(hanoi.languages, text)

    letter = LetterText(code="application.received", body=(in_all("One."), in_all("Two.")))
    files = export_files(structs.replace(hanoi, letter_texts=(letter,)))
    again = reload(files, hanoi.folder)
    assert again.letter_texts == (letter,)
    assert [len(question.choices) for question in again.annex_questions if question.kind == "choice"] == [4]


@pytest.mark.parametrize(
    "rules",
    [
        ScreenRules(),
        ScreenRules(notices=()),
        ScreenRules(notices=("console", "mail"), notice_mail=("a@un.example", "b@un.example"), notice_after_s=0),
    ],
)
def test_rules_of_screens_are_the_same_when_loaded_again(hanoi: Event, rules: ScreenRules) -> None:
    again = reload(export_files(structs.replace(hanoi, screens=rules)), hanoi.folder)
    assert again.screens == rules


def test_event_without_optional_sections_has_fewer_files(hanoi: Event) -> None:
    small = structs.replace(
        hanoi,
        signatories=(),
        speakers=(),
        speaker_classes=(),
        announcements=(),
        pools=(),
        tally_source=None,
        theme=None,
    )
    files = export_files(small)
    assert {"signatories.toml", "speakers.toml", "announcements.toml"}.isdisjoint(files)
    assert reload(files, hanoi.folder) == small


def test_exported_folder_loads_like_any_other(hanoi: Event, tmp_path: Path) -> None:
    for name, text in export_files(hanoi).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    for name in ("badge.typ", *(one.file for one in hanoi.pictures)):
        (tmp_path / name).write_bytes((hanoi.folder / name).read_bytes())
    assert structs.replace(load_event(tmp_path), folder=hanoi.folder) == hanoi
