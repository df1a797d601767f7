"""Characters of the committed font files and of the slices made on demand."""

import pytest

from conference.fonts.families import coverage
from conference.fonts.font_subsets import committed_faces, find_slice_source, sliced_faces, unicode_range

NAMES = [
    "ភាសាខ្មែរ",
    "ພາສາລາວ",
    "ไทย",
    "မြန်မာ",
    "हिन्दी",
    "বাংলা",
    "தமிழ்",
    "ქართული",
    "Հայերեն",
    "עברית",
    "አማርኛ",
    "日本語ひらがなカタカナ",
    "한국어",
    "ᄒᆞᆫ글",
    "臺灣繁體",
]


@pytest.mark.parametrize("name", NAMES)
def test_each_script_of_names_has_a_slice(name: str) -> None:
    there = frozenset().union(*(face.characters for face in sliced_faces().values()))
    assert {ord(c) for c in name} <= there


def test_unicode_range_joins_neighbours() -> None:
    assert unicode_range([0x20, 0x21, 0x22, 0xA0, 0x4E00]) == "U+20-22, U+A0, U+4E00"


@pytest.mark.parametrize(
    ("characters", "text"),
    [
        ([], ""),
        ([0x41], "U+41"),
        ([0x43, 0x41, 0x42], "U+41-43"),
        ([0x10FFFF, 0], "U+0, U+10FFFF"),
    ],
)
def test_unicode_range_sorts_and_joins(characters: list[int], text: str) -> None:
    assert unicode_range(characters) == text


def test_vietnamese_letters_are_in_their_own_file() -> None:
    faces = {face.name: face.characters for face in committed_faces(frozenset())}
    assert set(map(ord, "ăệơữ")) <= faces["vietnamese"]
    assert not faces["vietnamese"] & faces["latin-more"]
    assert ord("é") in faces["latin"] - faces["vietnamese"]


def test_committed_han_has_used_characters_and_punctuation_only() -> None:
    han = next(face for face in committed_faces(frozenset(map(ord, "河内ă"))) if face.name == "han")
    assert {ord("河"), ord("内"), ord("，")} <= han.characters
    assert ord("议") not in han.characters
    assert ord("ă") not in han.characters


def test_slice_has_characters_of_its_source_only() -> None:
    for name, face in sliced_faces().items():
        source, block = find_slice_source(name)
        assert (face.name, face.source) == (name, source)
        assert face.characters <= coverage()[source]
        assert block is None or face.characters <= frozenset(block)


@pytest.mark.parametrize("name", ["", "latn", "cjk-", "cjk-4e01", "CJK-4e00", "../khmr"])
def test_unknown_slice_is_an_error(name: str) -> None:
    with pytest.raises(KeyError):
        find_slice_source(name)
