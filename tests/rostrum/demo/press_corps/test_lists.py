"""The data files of the press corps: typed, complete, refused by file and key."""

import shutil
from pathlib import Path

import pytest

from conference.event import EventDataError
from rostrum.demo.press_corps.lists import read_lists
from tests.rostrum.demo.press_corps.conftest import HANOI


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An event's folder with a copy of the lists that a test may break."""
    shutil.copytree(HANOI / "press_corps", tmp_path / "press_corps")
    return tmp_path


def problem(folder: Path) -> str:
    with pytest.raises(EventDataError) as caught:
        read_lists(folder)
    return str(caught.value)


def test_lists_of_the_reference_event_are_read() -> None:
    lists = read_lists(HANOI)
    assert lists.domestic.country == "VN"
    assert len({group.id for group in lists.foreign.groups}) == len(lists.foreign.groups) > 10
    assert all(person.case for person in lists.cases.people)


@pytest.mark.parametrize("name", ["corps", "domestic", "foreign", "cases", "others", "excluded"])
def test_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / "press_corps" / f"{name}.toml").unlink()
    assert problem(folder) == f"press_corps/{name}.toml: missing in {folder}"


def test_file_that_is_no_toml_is_refused(folder: Path) -> None:
    (folder / "press_corps" / "cases.toml").write_bytes(b"\xff[[people")
    assert problem(folder).startswith("press_corps/cases.toml: not valid TOML: ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("named = []\nheads = []\n", "missing required field `outlets`"),
        ("named = []\nheads = []\noutlets = []\nothers = []\n", "unknown field `others`"),
        ("named = [1]\nheads = []\noutlets = []\n", "Expected `str`, got `int`"),
    ],
)
def test_entry_of_another_shape_is_refused(folder: Path, text: str, words: str) -> None:
    (folder / "press_corps" / "excluded.toml").write_text(text, "utf-8")
    assert words in problem(folder)


def test_empty_name_is_refused(folder: Path) -> None:
    path = folder / "press_corps" / "domestic.toml"
    text = path.read_text("utf-8")
    start = text.index("[", text.index("family"))
    path.write_text(text[:start] + '[["", "HO"], ' + text[start + 1 :], "utf-8")
    assert "length >= 1" in problem(folder)


def test_file_that_cannot_be_read_is_refused(folder: Path) -> None:
    (folder / "press_corps" / "cases.toml").unlink()
    (folder / "press_corps" / "cases.toml").mkdir()
    assert problem(folder) == "press_corps/cases.toml: cannot be read: Is a directory"
