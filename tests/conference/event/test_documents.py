"""The files of an event: missing, unreadable, malformed or unknown ones, and the lines of faults."""

from pathlib import Path

import pytest

from conference.event import check_folder
from conference.event.documents import LARGEST_FILE
from tests.conference.event.folders import change, problem, problems


def said(folder: Path) -> str:
    """The only fault with line and proposal."""
    (fault,) = check_folder(folder).faults
    return str(fault)


def test_missing_file_is_reported_alone(folder: Path) -> None:
    (folder / "places.toml").unlink()
    assert problem(folder) == f"places.toml: missing in {folder}"


@pytest.mark.parametrize("name", ["nowhere", "file", "a\0b"])
def test_folder_that_is_none_is_reported(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    (fault,) = check_folder(tmp_path / name).faults
    assert (fault.file, fault.proposal) == ("event.toml", "give the folder that contains event.toml")


def test_file_that_is_not_toml_has_its_line(folder: Path) -> None:
    (folder / "announcements.toml").write_text("# one\n[[announcements\n", "utf-8")
    assert said(folder).startswith("announcements.toml:2: not valid TOML: ")


def test_file_that_cannot_be_read_is_refused(folder: Path) -> None:
    (folder / "places.toml").unlink()
    (folder / "places.toml").mkdir()
    assert problem(folder) == "places.toml: cannot be read: Is a directory"


def test_file_in_another_encoding_is_refused(folder: Path) -> None:
    (folder / "places.toml").write_bytes(b"# one\n# caf\xe9\n")
    assert said(folder) == "places.toml:2: not UTF-8; save it in the encoding UTF-8"


def test_file_that_is_nested_too_deeply_is_refused(folder: Path) -> None:
    (folder / "announcements.toml").write_text("a = " + "[" * 100_000, "utf-8")
    assert problem(folder) == "announcements.toml: not valid TOML: nested too deeply"


def test_huge_file_is_not_read(folder: Path) -> None:
    (folder / "announcements.toml").write_text("#" * (LARGEST_FILE + 1), "utf-8")
    assert problem(folder).startswith("announcements.toml: cannot be read: more than ")


def test_misnamed_file_is_reported(folder: Path) -> None:
    (folder / "speakers.toml").rename(folder / "speaker.toml")
    assert said(folder) == "speaker.toml: not a file of an event; did you mean 'speakers.toml'?"


def test_badge_template_is_required(folder: Path) -> None:
    (folder / "badge.typ").unlink()
    assert problem(folder) == f"badge.typ: missing in {folder}"


def test_programme_without_files_is_refused(folder: Path) -> None:
    for path in (folder / "programme").iterdir():
        path.unlink()
    assert problem(folder) == "programme/: no file found"


def test_lines_are_right_with_line_ends_of_windows(folder: Path) -> None:
    change(folder, "places.toml", "capacity = 3500", "seats = 3500")
    text = (folder / "places.toml").read_text("utf-8")
    (folder / "places.toml").write_bytes(text.replace("\n", "\r\n").encode())
    line = text[: text.index("seats")].count("\n") + 1
    assert said(folder).startswith(f"places.toml:{line}: rooms (plenary): seats: unknown key")


def test_entry_without_a_name_has_its_number(folder: Path) -> None:
    change(folder, "places.toml", 'code = "plenary"\n', "")
    assert "places.toml: rooms[1]: code: missing" in problems(folder)
