"""Outlets: the media that applicants work for, as entities with aliases (DESIGN §3, A17)."""

import unicodedata
from dataclasses import dataclass

from conference.texts.stream_safe import normalize

_LATIN_LETTERS = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
"""Letters that Unicode does not decompose, folded as in ICAO 9303 and in common spelling."""

_FOLDED_MARKS = (
    (0x0300, 0x036F),  # combining diacritical marks: Latin, Greek, Cyrillic
    (0x0591, 0x05C7),  # Hebrew points
    (0x064B, 0x065F),  # Arabic vowel marks
    (0x0670, 0x0670),
)
"""Ranges of marks that are optional in writing. Vowel signs of Indic scripts are not included."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """Medium that applicants work for. `aliases` are its other names; `verified`: an officer has confirmed it."""

    id: str
    name: str
    verified: bool = False
    aliases: tuple[str, ...] = ()


KEY_LENGTH = 200
"""Maximum characters of a key; some Unicode characters normalise to eighteen."""

_NAME_LENGTH = 256
_UNFOLDED_LENGTH = 3 * 18 * _NAME_LENGTH
"""Limit in characters: NFKC turns one character into at most eighteen, case folding into three."""


def alias_key(name: str) -> str:
    """Return the key that all spellings of one name share.

    NFKC is applied; case, optional marks, punctuation and spaces are folded.

    >>> alias_key("  Báo Nhân-Dân (điện tử)")
    'baonhandandientu'

    Raises InvalidError `text.too_long` for a name of more than 256 characters.
    """
    text = normalize("NFKC", name, most=_NAME_LENGTH).casefold().translate(_LATIN_LETTERS)
    bare = "".join(c for c in normalize("NFD", text, most=_UNFOLDED_LENGTH) if not _is_optional_mark(c))
    composed = normalize("NFC", bare, most=_UNFOLDED_LENGTH).translate(_LATIN_LETTERS)
    return "".join(c for c in composed if unicodedata.category(c)[0] in "LMN")[:KEY_LENGTH]


MIN_SIMILARITY = 0.4
"""Minimum similarity at which two names are suggested as the same outlet."""


def similarity(key: str, other: str) -> float:
    """Return the similarity of two alias keys, 0 to 1: Dice coefficient of letter triples, or a common prefix."""
    shorter, longer = sorted((key, other), key=len)
    if len(shorter) >= len("nbc") and longer.startswith(shorter):
        return max(0.5, len(shorter) / len(longer))
    left, right = _letter_triples(key), _letter_triples(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def _letter_triples(key: str) -> frozenset[str]:
    padded = f" {key} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def _is_optional_mark(character: str) -> bool:
    code = ord(character)
    return any(first <= code <= last for first, last in _FOLDED_MARKS)
