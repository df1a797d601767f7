"""Bundled font families: each has a file, and the characters of its script."""

import pytest
from fontTools.ttLib import TTFont

from conference.fonts.families import CJK, FAMILIES, LATIN, SCRIPT_FACES, coverage, font_file, font_folders


def test_each_family_has_a_file_in_the_font_folders() -> None:
    folders = set(font_folders())
    for family in FAMILIES:
        path = font_file(family)
        assert (path.is_file(), path.parent in folders) == (True, True), family


def test_regional_forms_of_han_share_one_collection() -> None:
    assert len({font_file(family) for family in CJK}) == 1
    assert all(coverage()[family] == coverage()[CJK[0]] for family in CJK)


@pytest.mark.parametrize("script", ["Arab", "Khmr", "Thai"])
def test_file_of_a_script_has_the_name_of_its_family(script: str) -> None:
    with TTFont(font_file(SCRIPT_FACES[script]), lazy=True) as font:
        assert font["name"].getDebugName(1) == SCRIPT_FACES[script]


@pytest.mark.parametrize(
    ("family", "text"),
    [
        (LATIN, "Nguyễn Ökonom Жизнь Αθήνα"),
        (SCRIPT_FACES["Arab"], "ليلى"),
        (SCRIPT_FACES["Thai"], "สมศรี"),
        (CJK[0], "河内한글ひら"),
    ],
)
def test_family_covers_the_letters_of_its_scripts(family: str, text: str) -> None:
    assert {ord(letter) for letter in text if letter != " "} <= coverage()[family]


def test_no_family_covers_unassigned_code_points() -> None:
    assert not any(0xE123 in characters or 0xFFFFE in characters for characters in coverage().values())


def test_coverage_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        coverage()[LATIN] = frozenset()  # type: ignore[index]
