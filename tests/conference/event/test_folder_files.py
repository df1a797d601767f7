"""Files of an event besides TOML: the badge's template and pictures."""

from pathlib import Path

import pytest

from conference.event import EventDataError
from conference.event.folder_files import LARGEST, read_files


def test_template_and_pictures_are_read_and_nothing_else(tmp_path: Path) -> None:
    for name in ("badge.typ", "Logo.SVG", "event.toml", "notes.txt"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "more.png").mkdir()
    assert read_files(tmp_path) == {"Logo.SVG": b"Logo.SVG", "badge.typ": b"badge.typ"}


def test_picture_that_is_too_large_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(bytes(LARGEST + 1))
    with pytest.raises(EventDataError, match=r"logo\.png: larger than 2000000 bytes"):
        read_files(tmp_path)
