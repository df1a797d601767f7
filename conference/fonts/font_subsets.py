"""Font files for browsers and their characters: committed files, and slices that are made at their first request.

A page downloads a file only when the page has one of its characters (`unicode-range`). The languages of the interface
use small files that are part of the program; all other scripts of people's names, and all of Han, Kana and Hangul,
are cut from the font packages on demand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from conference.fonts.families import LATIN, SCRIPT_FACES, coverage
from conference.languages import LANGUAGES, language

LIGHTEST, HEAVIEST = 400, 700
"""Weights that the style sheets use; lighter and heavier masters are removed."""

CHINESE = "Noto Sans CJK SC"
SLICE = 0x100
SUPPLEMENT_SLICE = 0x2000

_BASIC = (range(0x0000, 0x0100), range(0x2000, 0x2070))
_BASIC_SIGNS = frozenset(map(ord, "ŒœŸ€№™−"))
"""Letters of French beyond Latin-1, and the signs that texts have."""

_LATIN_MORE = (range(0x0100, 0x0370), range(0x1AB0, 0x1B00), range(0x1D00, 0x1F00))
_SIGNS_MORE = (range(0x20A0, 0x20D0), range(0x2100, 0x2200), range(0x2200, 0x2300))
_VIETNAMESE = frozenset(
    {*map(ord, "ĂăĐđĨĩŨũƠơƯư₫"), 0x300, 0x301, 0x302, 0x303, 0x306, 0x309, 0x31B, 0x323, *range(0x1EA0, 0x1EFA)}
)
_CYRILLIC = (range(0x0400, 0x0460), range(0x0490, 0x0492))
_CYRILLIC_MORE = (range(0x0400, 0x0500),)
_ARABIC = (range(0x0600, 0x0700),)
_GREEK_MORE = (
    range(0x0370, 0x0400),
    range(0x0500, 0x0530),
    range(0x1C80, 0x1C90),
    range(0x1F00, 0x2000),
    range(0x2DE0, 0x2E00),
    range(0xA640, 0xA6A0),
)
_SYMBOLS = (range(0x2190, 0x2800),)
_ARROWS = frozenset(map(ord, "←↑→↓"))
_CJK_BLOCKS = ((0x11, 0x12), (0x2E, 0x32), (0x34, 0xA0), (0xA9, 0xAA), (0xAC, 0xD8), (0xF9, 0xFB), (0xFE, 0x100))
_COMMON_BLOCKS = ((0x4E, 0xA0), (0x30, 0x31), (0xAC, 0xD8), (0x11, 0x12))
_SCRIPTS = {code.lower(): family for code, family in SCRIPT_FACES.items() if code != "Arab"}
_CHINESE_PUNCTUATION = frozenset(map(ord, "‘’“”—…·、。〈〉《》「」『』【】（），：；？！％"))


@dataclass(frozen=True, slots=True)
class Face:
    """Font file for browsers: its name, its source family, its characters."""

    name: str
    source: str
    characters: frozenset[int]


def _characters_in(characters: frozenset[int], ranges: Iterable[range]) -> frozenset[int]:
    return characters & frozenset(point for block in ranges for point in block)


def committed_faces(used: frozenset[int], public: frozenset[int]) -> list[Face]:
    """Return the files that are part of the program.

    `used` are the characters of all its texts, `public` those of the texts on public pages, among which Han is split.
    """
    latin, arabic, chinese = (coverage()[name] for name in (LATIN, SCRIPT_FACES["Arab"], CHINESE))
    symbols = _characters_in(used & chinese, _SYMBOLS) - latin
    han = (used & chinese) - latin - symbols | (_CHINESE_PUNCTUATION & chinese)
    public_han = han & public | (_CHINESE_PUNCTUATION & chinese)
    basic = _characters_in(latin, _BASIC) | latin & _BASIC_SIGNS
    cyrillic, common_arabic = _characters_in(latin, _CYRILLIC), _characters_in(arabic, _ARABIC)
    return [
        Face("latin", LATIN, basic),
        Face("latin-more", LATIN, _characters_in(latin, (*_LATIN_MORE, *_SIGNS_MORE)) - _VIETNAMESE - basic),
        Face("vietnamese", LATIN, latin & _VIETNAMESE),
        Face("cyrillic", LATIN, cyrillic),
        Face("cyrillic-more", LATIN, _characters_in(latin, _CYRILLIC_MORE) - cyrillic),
        Face("greek-more", LATIN, _characters_in(latin, _GREEK_MORE)),
        Face("arabic", SCRIPT_FACES["Arab"], common_arabic),
        Face("arabic-more", SCRIPT_FACES["Arab"], arabic - latin - common_arabic),
        Face("symbols", CHINESE, symbols | _ARROWS),
        Face("han", CHINESE, public_han),
        Face("han-more", CHINESE, han - public_han),
    ]


def language_name_faces() -> list[Face]:
    """Return the files of the letters with which languages are named in the switcher, beyond basic Latin."""
    letters = frozenset(ord(letter) for code in LANGUAGES for letter in language(code).own_name) - frozenset(
        range(0x100)
    )
    sources = (("latin", LATIN), ("arabic", SCRIPT_FACES["Arab"]), ("han", CHINESE))
    faces = []
    for name, source in sources:
        faces.append(Face(f"names-{name}", source, letters & coverage()[source]))
        letters -= faces[-1].characters
    return faces


@cache
def sliced_faces() -> Mapping[str, Face]:
    """Return the files made on demand, by name: one per script, and slices of Han, Kana and Hangul."""
    latin, drawn = coverage()[LATIN], coverage()[CHINESE]
    scripts = [Face(name, family, coverage()[family] - latin) for name, family in _SCRIPTS.items()]
    slices = [Face(name, CHINESE, (drawn - latin) & frozenset(block)) for name, block in _cjk_slices().items()]
    return MappingProxyType({face.name: face for face in (*scripts, *slices) if face.characters})


def find_slice_source(name: str) -> tuple[str, range | None]:
    """Return the source family of a slice and its block (None: the whole family). Raises KeyError."""
    return (_SCRIPTS[name], None) if name in _SCRIPTS else (CHINESE, _cjk_slices()[name])


def _cjk_slices() -> dict[str, range]:
    blocks = _blocks_of(_CJK_BLOCKS)
    blocks += [range(start, start + SUPPLEMENT_SLICE) for start in range(0x20000, 0x32000, SUPPLEMENT_SLICE)]
    return {_slice_name(block): block for block in blocks}


def _blocks_of(high_bytes: Iterable[tuple[int, int]]) -> list[range]:
    starts = [high * SLICE for low, end in high_bytes for high in range(low, end)]
    return [range(start, start + SLICE) for start in starts]


def _slice_name(block: range) -> str:
    return f"cjk-{block.start:x}"


def common_slices() -> list[str]:
    """Return the names of the slices for names of people: every script, then the usual Han, Kana and Hangul."""
    return [*_SCRIPTS, *map(_slice_name, _blocks_of(_COMMON_BLOCKS))]


def unicode_range(characters: Iterable[int]) -> str:
    """Return the CSS `unicode-range` of a set of characters: `U+20-7E, U+A0`."""
    runs: list[list[int]] = []
    for point in sorted(characters):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ", ".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in runs)


def shared_chinese_punctuation() -> frozenset[int]:
    """Return the punctuation that Chinese shares with Latin scripts and sets full-width."""
    return _CHINESE_PUNCTUATION & coverage()[LATIN]
