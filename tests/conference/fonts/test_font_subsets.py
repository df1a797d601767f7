"""Characters of the committed font files and of the slices made on demand."""

import pytest

from conference.fonts.font_subsets import sliced_faces, unicode_range

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
    "臺灣繁體",
]


@pytest.mark.parametrize("name", NAMES)
def test_each_script_of_names_has_a_slice(name: str) -> None:
    there = frozenset().union(*(face.characters for face in sliced_faces().values()))
    assert {ord(c) for c in name} <= there


def test_unicode_range_joins_neighbours() -> None:
    assert unicode_range([0x20, 0x21, 0x22, 0xA0, 0x4E00]) == "U+20-22, U+A0, U+4E00"
