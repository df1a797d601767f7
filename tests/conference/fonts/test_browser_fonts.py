"""Font files for browsers: complete for our texts, current, with slices on demand."""

import asyncio
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from conference.fonts.browser_fonts import (
    STATIC,
    public_characters,
    slices_css,
    used_characters,
)
from conference.fonts.font_subsets import committed_faces, language_name_faces
from conference.web import font_slices
from conference.web.font_slices import read_faces
from tests.conference.web.conftest import Client

UNSEEN = {0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, *range(0x2066, 0x206A), 0xFEFF}


def committed_characters() -> set[int]:
    found: set[int] = set()
    for path in (STATIC / "fonts").glob("*.woff2"):
        with TTFont(path, lazy=True) as font:
            found |= set(font.getBestCmap())
    return found


def test_every_character_of_our_texts_is_in_the_committed_files() -> None:
    missing = used_characters() - committed_characters() - UNSEEN
    assert sorted(map(chr, missing)) == [], "run `make fonts`"


def test_public_pages_need_one_file_of_han() -> None:
    with TTFont(STATIC / "fonts/han-more.woff2", lazy=True) as font:
        assert set(font.getBestCmap()) & public_characters() == set(), "run `make fonts`"


def test_style_sheets_name_the_files_and_their_characters() -> None:
    faces = [*committed_faces(frozenset(), frozenset()), *language_name_faces()]
    declared: dict[str, set[int]] = {face.name: set() for face in faces}
    for name, points in read_faces(STATIC / "fonts.css"):
        declared[name] |= points
    for path in (STATIC / "fonts").glob("*.woff2"):
        with TTFont(path, lazy=True) as font:
            assert set(font.getBestCmap()) == declared.pop(path.stem), path.name
    assert declared == {}
    assert (STATIC / "scripts.css").read_text(encoding="utf-8") == slices_css(), "run `make fonts`"


def test_names_of_languages_are_drawn_by_their_own_files() -> None:
    for face in language_name_faces():
        path = STATIC / "fonts" / f"{face.name}.woff2"
        with TTFont(path, lazy=True) as font:
            assert set(font.getBestCmap()) == face.characters
        assert path.stat().st_size < 6_000


async def test_slice_is_cut_once_and_kept(client: Client, tmp_path: Path) -> None:
    while (first := await client.get("/fonts/khmr.woff")).status == 503:
        pass
    assert first.status == 200
    assert first.headers["Content-Type"] == "font/woff"
    assert "max-age" in first.headers["Cache-Control"]
    path = tmp_path / "fonts" / "khmr.woff"
    made = path.stat().st_mtime_ns
    with TTFont(path) as font:
        assert set(map(ord, "ភាសាខ្មែរ")) <= set(font.getBestCmap())
    assert (await client.get("/fonts/khmr.woff")).status == 200
    assert path.stat().st_mtime_ns == made


async def test_slices_are_cut_as_asked_and_no_request_waits(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut: list[tuple[str, ...]] = []
    may_end = asyncio.Event()

    async def run_cutter(folder: Path, *names: str, within_s: float) -> None:
        cut.append(names)
        await may_end.wait()
        for name in names:
            (folder / f"{name}.woff").write_bytes(b"wOFF")

    monkeypatch.setattr(font_slices, "_run_cutter", run_cutter)
    (tmp_path / "fonts").mkdir()
    for name in ("thai", "khmr", "cjk-ac00", "khmr"):
        answer = await client.get(f"/fonts/{name}.woff")
        assert (answer.status, answer.headers["Cache-Control"]) == (503, "no-store")
        assert int(answer.headers["Retry-After"]) > 0
    assert cut == [("thai",)]
    may_end.set()
    while (await client.get("/fonts/cjk-ac00.woff")).status != 200:
        pass
    assert cut == [("thai",), ("khmr", "cjk-ac00")]


@pytest.mark.parametrize("name", ["none", "..%2f..%2fetc%2fpasswd", "cjk-zzzz"])
async def test_only_named_slices_are_made(client: Client, name: str) -> None:
    assert (await client.get(f"/fonts/{name}.woff")).status == 404
