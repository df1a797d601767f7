"""Names of a machine-readable zone compared with typed names: cut, transliterated, shorter, swapped or different.

Rules of ICAO Doc 9303-3 §4.6 (names), 9303-4 §4.2.2 and 9303-5 §4.2.2 (cutting); tables of 9303-3 §6.
"""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

from msgspec import Struct

from accreditation.applications.domain.passports.zones import FILLER, LAYOUTS, Zone

_MAX_NAME = 200
"""Characters of a typed name that are compared."""

_DIGRAPHS = re.compile("AE|OE|UE|AA|NXX|UXX|SS|IJ")
_DIGRAPH_LETTERS = {
    "AE": "A", "OE": "O", "UE": "U", "AA": "A", "NXX": "N", "UXX": "U", "SS": "S", "IJ": "Y",
}  # fmt: skip
"""Letter combinations for one letter of a name (Ä, Ö, Ü, Å, Ñ, ß, Ĳ), which other States write as one letter."""

_CYRILLIC = {
    "А": "A", "Б": "B", "В": "V", "Г": "G", "Д": "D", "Е": "E", "Ё": "E", "Ж": "ZH", "З": "Z", "И": "I", "І": "I",
    "Й": "I", "К": "K", "Л": "L", "М": "M", "Н": "N", "О": "O", "П": "P", "Р": "R", "С": "S", "Т": "T", "У": "U",
    "Ф": "F", "Х": "KH", "Ц": "TS", "Ч": "CH", "Ш": "SH", "Щ": "SHCH", "Ы": "Y", "Ъ": "IE", "Ь": "", "Э": "E",
    "Ю": "IU", "Я": "IA", "Ѓ": "G", "Ђ": "D", "Ѕ": "DZ", "Ј": "J", "Ќ": "K", "Љ": "LJ", "Њ": "NJ", "Ћ": "C",
    "Џ": "DZ", "Ґ": "G", "Є": "IE", "Ї": "I", "Ў": "U",
}  # fmt: skip
"""Cyrillic letters (ICAO Doc 9303-3 §6.B)."""


class NameMatch(StrEnum):
    """How the names of a zone fit typed names."""

    SAME = "same"
    CUT = "cut"
    TRANSLITERATED = "transliterated"
    SHORTER = "shorter"
    SWAPPED = "swapped"
    DIFFERENT = "different"


class TypedNames(Struct, frozen=True):
    """Names of an applicant: in the own script, and family name and given names in capitals A to Z."""

    native: str
    family: str
    given: str


def match_names(zone: Zone, typed: TypedNames) -> NameMatch:
    """Return how the names of the zone fit the typed ones."""
    in_zone = zone.names
    own = _zone_form(typed.family), _zone_form(typed.given)
    loose_zone, loose_own = _loosen_pair(in_zone), _loosen_pair(own)
    rules: Sequence[tuple[NameMatch, Callable[[], bool]]] = (
        (NameMatch.SAME, lambda: in_zone == own or _is_one_name(in_zone, own)),
        (NameMatch.CUT, lambda: zone.fills_names and _is_cut(zone, own)),
        (NameMatch.TRANSLITERATED, lambda: loose_zone == loose_own),
        (NameMatch.SWAPPED, lambda: loose_zone == loose_own[::-1]),
        (NameMatch.TRANSLITERATED, lambda: _is_native_spelling(in_zone, typed.native)),
        (NameMatch.SHORTER, lambda: _is_shorter(in_zone, own)),
    )
    return next((match for match, applies in rules if applies()), NameMatch.DIFFERENT)


def _is_one_name(in_zone: tuple[str, str], own: tuple[str, str]) -> bool:
    """Return whether both are the same single name, in whichever field."""
    return not all(own) and not all(in_zone) and "".join(in_zone) == "".join(own)


def _zone_form(name: str) -> str:
    """Return a typed name as in a zone: without apostrophes, hyphens as spaces."""
    return " ".join(name[:_MAX_NAME].replace("'", "").replace("-", " ").split())


def _is_cut(zone: Zone, own: tuple[str, str]) -> bool:
    """Return whether the field of the names holds the beginning of the typed names, or of each of their words."""
    span = LAYOUTS[zone.kind].fields["names"]
    whole = (FILLER * 2).join(name.replace(" ", FILLER) for name in own if name)
    if whole[: span.end - span.start] == zone.field("names"):
        return True
    pairs = list(zip(zone.names, own, strict=True))
    return all(bool(shown) == bool(name) and _begins_words(shown.split(), name.split()) for shown, name in pairs)


def _begins_words(shown: list[str], words: list[str]) -> bool:
    """Return whether each shown word is the beginning of a further word, in their order."""
    rest = iter(words)
    return all(any(word.startswith(part) for word in rest) for part in shown)


def _loosen_pair(names: tuple[str, str]) -> tuple[str, str]:
    return _loosen_name(names[0]), _loosen_name(names[1])


def _loosen_name(name: str) -> str:
    """Return a name without spaces, each letter combination as one letter."""
    return _DIGRAPHS.sub(lambda found: _DIGRAPH_LETTERS[found[0]], name.replace(" ", ""))


def _is_native_spelling(names: tuple[str, str], native: str) -> bool:
    """Return whether each word of the zone is a word of a Cyrillic name by the table of ICAO."""
    capitals = native[:_MAX_NAME].upper().replace("-", " ")
    written = "".join(_CYRILLIC.get(letter, letter) for letter in capitals)
    words = " ".join(names).split()
    is_cyrillic = written != capitals and written.isascii()
    return is_cyrillic and bool(words) and set(words) <= set(written.replace("'", "").split())


def _is_shorter(in_zone: tuple[str, str], own: tuple[str, str]) -> bool:
    """Return whether one of the two has further words, and both have a word of the family name."""
    shown, typed = ({_loosen_name(word) for word in " ".join(names).split()} for names in (in_zone, own))
    families = ({_loosen_name(word) for word in names[0].split()} for names in (in_zone, own))
    is_part = bool(shown) and bool(typed) and (shown <= typed or typed <= shown)
    return is_part and bool(set.intersection(*families))
