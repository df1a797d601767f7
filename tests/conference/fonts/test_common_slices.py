"""Slices that are cut ahead of their first request."""

import asyncio
from pathlib import Path

import pytest

from conference.fonts.common_slices import cut_missing_slices
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
    asyncio.run(font_slices.cut_common_slices(tmp_path))
    assert [path for path in tmp_path.iterdir() if path.stat().st_size] == [missing]


def test_cutting_ends_with_its_server(tmp_path: Path) -> None:
    cut_missing_slices(tmp_path, lambda: False)
    assert list(tmp_path.iterdir()) == []
