"""Bundled Noto Sans families: their files, the script of each, and the characters that each has glyphs for.

They come with the packages manimgx-fonts (every script but Han) and manimgx-fonts-cjk. System fonts are not used, so
that print looks the same on every machine.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import manimgx_fonts
import manimgx_fonts_cjk

LATIN = "Noto Sans"
"""Latin, Cyrillic and Greek; the default family."""

CJK = ("Noto Sans CJK SC", "Noto Sans CJK TC", "Noto Sans CJK HK", "Noto Sans CJK JP", "Noto Sans CJK KR")
"""The regional forms of one set of characters; the first is the fallback."""

SCRIPT_FACES: Mapping[str, str] = MappingProxyType(
    {
        "Arab": "Noto Sans Arabic",
        "Armn": "Noto Sans Armenian",
        "Beng": "Noto Sans Bengali",
        "Deva": "Noto Sans Devanagari",
        "Ethi": "Noto Sans Ethiopic",
        "Geor": "Noto Sans Georgian",
        "Gujr": "Noto Sans Gujarati",
        "Guru": "Noto Sans Gurmukhi",
        "Hebr": "Noto Sans Hebrew",
        "Khmr": "Noto Sans Khmer",
        "Knda": "Noto Sans Kannada",
        "Laoo": "Noto Sans Lao",
        "Mlym": "Noto Sans Malayalam",
        "Mymr": "Noto Sans Myanmar",
        "Orya": "Noto Sans Oriya",
        "Sinh": "Noto Sans Sinhala",
        "Taml": "Noto Sans Tamil",
        "Telu": "Noto Sans Telugu",
        "Thai": "Noto Sans Thai",
    }
)
"""ISO 15924 code of a script → its family."""

FAMILIES: tuple[str, ...] = (LATIN, *SCRIPT_FACES.values(), *CJK, "Noto Sans Symbols", "Noto Emoji")
"""All upright families, in fallback order."""


def font_folders() -> tuple[Path, ...]:
    """Return the folders of the font files."""
    return tuple(Path(str(package.__file__)).parent for package in (manimgx_fonts, manimgx_fonts_cjk))


def font_file(family: str) -> Path:
    """Return the file of a family of `FAMILIES`; the five of `CJK` share one collection."""
    plain, cjk = font_folders()
    if family in CJK:
        return cjk / "NotoSansCJK-VF.otf.ttc"
    return plain / f"{family.replace(' ', '')}[wght].ttf"


@cache
def coverage() -> Mapping[str, frozenset[int]]:
    """Return family → the code points it has a glyph for. Takes about 0.3 s the first time."""
    by_family = {family: _read_characters(font_file(family)) for family in FAMILIES if family not in CJK[1:]}
    return MappingProxyType({family: by_family.get(family, by_family[CJK[0]]) for family in FAMILIES})


def _read_characters(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - 10 MB, which a server needs only once it draws

    with TTFont(path, fontNumber=0, lazy=True) as font:
        return frozenset(font.getBestCmap())
