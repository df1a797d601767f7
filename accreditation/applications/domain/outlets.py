"""Outlets: the media that applicants work for, as entities with aliases (DESIGN §3, A17)."""

import unicodedata
from dataclasses import dataclass

from conference.texts.stream_safe import normalize

_LATIN_LETTERS = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
"""Letters that Unicode does not decompose, folded as ICAO 9303 and everyday spelling do."""

_FOLDED_MARKS = (
    (0x0300, 0x036F),  # combining diacritical marks: Latin, Greek, Cyrillic
    (0x0591, 0x05C7),  # Hebrew points
    (0x064B, 0x065F),  # Arabic vowel marks
    (0x0670, 0x0670),
)
"""Marks that a writer may leave out. Vowel signs of Indic scripts are not among them."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """A medium. `aliases` are its other names; `verified` says that an officer has confirmed it."""

    id: str
    name: str
    verified: bool = False
    aliases: tuple[str, ...] = ()


KEY_LENGTH = 200
"""The most characters of a key: a few letters of Unicode unfold to eighteen."""

_NAME_LENGTH = 256
_UNFOLDED_LENGTH = 3 * 18 * _NAME_LENGTH
"""NFKC makes at most eighteen characters of one, case folding three."""


def alias_key(name: str) -> str:
    """What all spellings of one name share: NFKC, case, optional marks, punctuation and spaces folded.

    >>> alias_key("  Báo Nhân-Dân (điện tử)")
    'baonhandandientu'

    Raises InvalidError `text.too_long` for a name of more than 256 characters.
    """
    text = normalize("NFKC", name, most=_NAME_LENGTH).casefold().translate(_LATIN_LETTERS)
    bare = "".join(c for c in normalize("NFD", text, most=_UNFOLDED_LENGTH) if not _is_optional_mark(c))
    whole = normalize("NFC", bare, most=_UNFOLDED_LENGTH).translate(_LATIN_LETTERS)
    return "".join(c for c in whole if unicodedata.category(c)[0] in "LMN")[:KEY_LENGTH]


def search_key(text: str) -> str:
    """A text as it is searched for: folded like an alias, but with its words apart."""
    words = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text).split()
    return " ".join(key for key in map(alias_key, words) if key)


MIN_SIMILARITY = 0.4
"""From this similarity on two names may be one outlet's."""


def similarity(key: str, other: str) -> float:
    """How alike two alias keys are, 0 to 1: shared groups of three letters (Dice), or one beginning the other."""
    shorter, longer = sorted((key, other), key=len)
    if len(shorter) >= len("nbc") and longer.startswith(shorter):
        return max(0.5, len(shorter) / len(longer))
    mine, theirs = _letter_triples(key), _letter_triples(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _letter_triples(key: str) -> frozenset[str]:
    padded = f" {key} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def _is_optional_mark(character: str) -> bool:
    code = ord(character)
    return any(first <= code <= last for first, last in _FOLDED_MARKS)
