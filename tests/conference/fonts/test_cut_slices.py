"""Slices that are cut ahead of their first request."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from conference.fonts.cut_slices import AUTOGROUP, cut_missing_slices
from conference.fonts.font_subsets import common_slices, sliced_faces
from conference.web import font_slices
from tests.conference.fonts.test_font_subsets import NAMES


@pytest.mark.parametrize("name", [*NAMES, "王小明"])
def test_names_of_people_need_common_slices_only(name: str) -> None:
    faces = sliced_faces()
    assert {ord(c) for c in name} <= frozenset().union(*(faces[slice_].characters for slice_ in common_slices()))


def test_only_missing_slices_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(font_slices, "CUT_AHEAD_AFTER_S", 0)
    missing = tmp_path / "thai.woff"
    for name in common_slices():
        (tmp_path / f"{name}.woff").touch()
    missing.unlink()
    asyncio.run(font_slices.cut_slices_ahead(tmp_path, "Hà Nội"))
    assert [path for path in tmp_path.iterdir() if path.stat().st_size] == [missing]


def test_slices_of_the_event_are_cut_before_all_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[tuple[str, ...]] = []

    async def run_cutter(_folder: Path, *names: str, within_s: float) -> None:
        cut.append(names)

    monkeypatch.setattr(font_slices, "CUT_AHEAD_AFTER_S", 0)
    monkeypatch.setattr(font_slices, "_run_cutter", run_cutter)
    (tmp_path / "khmr.woff").touch()
    asyncio.run(font_slices.cut_slices_ahead(tmp_path, "Hà Nội ភាសាខ្មែរ ไทย 한"))
    assert cut == [("thai", "cjk-d500"), ()]


def test_letters_of_committed_files_need_no_slice() -> None:
    assert font_slices.find_slices("Hà Nội Ханой هانوي 河内 œ") == []
    assert font_slices.find_slices("") == []


def test_cutting_ends_with_its_server(tmp_path: Path) -> None:
    cut_missing_slices(tmp_path, common_slices(), lambda: False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="this system has no groups of sessions")
def test_cutting_gives_way_to_other_sessions() -> None:
    code = "from conference.fonts import cut_slices as c; c.lower_priority(); print(c.AUTOGROUP.read_text())"
    printed = subprocess.run(
        [sys.executable, "-c", code], start_new_session=True, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    assert printed.split()[-2:] == ["nice", "19"]
