"""Characters of the committed font files and of the slices made on demand."""

from collections import Counter

import pytest

from conference.fonts.families import coverage
from conference.fonts.font_subsets import (
    committed_faces,
    find_slice_source,
    language_name_faces,
    shared_chinese_punctuation,
    sliced_faces,
    unicode_range,
)

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
    faces = {face.name: face.characters for face in committed_faces(frozenset(), frozenset())}
    assert set(map(ord, "ăệơữ")) <= faces["vietnamese"]
    assert not faces["vietnamese"] & faces["latin-more"]
    assert set(map(ord, "éœŒ€№")) <= faces["latin"] - faces["vietnamese"]


def test_no_character_is_in_two_committed_files() -> None:
    used = frozenset(map(ord, "河内议"))
    faces = committed_faces(used, frozenset(map(ord, "河")))
    twice = [one for one, count in Counter(one for face in faces for one in face.characters).items() if count > 1]
    assert set(twice) == shared_chinese_punctuation()


def test_committed_han_is_split_by_public_pages() -> None:
    used, public = frozenset(map(ord, "河内ă")), frozenset(map(ord, "河议"))
    faces = {face.name: face.characters for face in committed_faces(used, public)}
    assert {ord("河"), ord("，")} <= faces["han"]
    assert ord("议") not in faces["han"] | faces["han-more"]
    assert faces["han-more"] == {ord("内")}


def test_names_of_languages_have_small_files_of_their_own() -> None:
    faces = language_name_faces()
    letters = frozenset[int]().union(*(face.characters for face in faces))
    assert set(map(ord, "العربية中文Русскийếệ")) <= letters
    assert ord("E") not in letters
    assert sum(len(face.characters) for face in faces) == len(letters) < 30


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
