"""Font files with some characters of a family."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from conference.fonts.families import CJK, SCRIPT_FACES
from conference.fonts.subset_font import write_font

THAI = SCRIPT_FACES["Thai"]


def characters_of(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def test_file_has_the_chosen_characters_only(tmp_path: Path) -> None:
    write_font(THAI, map(ord, "กข"), tmp_path / "thai.woff")
    assert characters_of(tmp_path / "thai.woff") == set(map(ord, "กข"))


def test_letters_of_hangul_keep_their_places_in_a_syllable(tmp_path: Path) -> None:
    write_font(CJK[0], map(ord, "ᄒᆞᆫ"), tmp_path / "hangul.woff")
    with TTFont(tmp_path / "hangul.woff", lazy=True) as font:
        features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"ljmo", "vjmo", "tjmo"} <= features


def test_file_replaces_an_older_one_and_leaves_no_part(tmp_path: Path) -> None:
    (tmp_path / "thai.woff").write_bytes(b"older")
    write_font(THAI, [ord("ก")], tmp_path / "thai.woff")
    assert [path.name for path in tmp_path.iterdir()] == ["thai.woff"]
    assert (tmp_path / "thai.woff").read_bytes()[:4] == b"wOFF"


def test_characters_without_a_glyph_are_left_out(tmp_path: Path) -> None:
    write_font(THAI, [ord("ก"), ord("河"), 0xE123], tmp_path / "thai.woff")
    assert characters_of(tmp_path / "thai.woff") == {ord("ก")}


def test_suffix_chooses_the_format(tmp_path: Path) -> None:
    write_font(THAI, [ord("ก")], tmp_path / "thai.woff2")
    assert (tmp_path / "thai.woff2").read_bytes()[:4] == b"wOF2"


def test_narrow_file_has_the_weights_of_the_style_sheets(tmp_path: Path) -> None:
    write_font(THAI, [ord("ก")], tmp_path / "thai.woff", narrow=True)
    with TTFont(tmp_path / "thai.woff", lazy=True) as font:
        weight = next(axis for axis in font["fvar"].axes if axis.axisTag == "wght")
    assert (weight.minValue, weight.maxValue) == (400, 700)


def test_unknown_family_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_font("Noto Sans Klingon", None, tmp_path / "x.woff")
    assert list(tmp_path.iterdir()) == []
