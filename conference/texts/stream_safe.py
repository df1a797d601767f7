"""Unicode normalisation of text from clients at a bounded cost. Pure.

A normaliser sorts each run of combining marks, and CPython does so by insertion: a run of n marks takes n² steps. The
Stream-Safe Text Format (UAX #15, "Stream-Safe Text Format") bounds a run to 30 marks. All text of clients is normalised
by this module only, and its length is checked first.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from conference.errors import InvalidError

NormalForm = Literal["NFC", "NFD", "NFKC", "NFKD"]

MAX_CHARACTERS = 4000
"""The longest text that is normalised: a note of 1,000 characters, each of them typed as four."""

MAX_NON_STARTERS = 30
"""Combining marks in a row (UAX #15); the longest that a script needs is under 20."""

_COMPATIBILITY_IDEOGRAPH = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f])")

TYPED_PER_KEPT = 4
"""Maximum of typed characters per stored one: U+1F82 is four characters when it is decomposed."""


def normalize(form: NormalForm, text: str, *, most: int = MAX_CHARACTERS) -> str:
    """Return the text in a normal form, with runs of combining marks cut.

    Raises:
        InvalidError: `text.too_long` for a text of more than `most` characters, which is not processed.
    """
    if len(text) > most:
        raise InvalidError("text.too_long", most=most, length=len(text))
    return unicodedata.normalize(form, stream_safe(text))


def compose(text: str) -> str:
    """Return the text in NFC, with CJK compatibility ideographs as they are.

    NFC replaces them, though people write their names with one form or the other: U+FA19 is not U+795E. Raises as
    `normalize`.
    """
    if not _COMPATIBILITY_IDEOGRAPH.search(text):
        return normalize("NFC", text)
    if len(text) > MAX_CHARACTERS:
        raise InvalidError("text.too_long", most=MAX_CHARACTERS, length=len(text))
    parts = _COMPATIBILITY_IDEOGRAPH.split(text)
    return "".join(part if _COMPATIBILITY_IDEOGRAPH.fullmatch(part) else normalize("NFC", part) for part in parts)


def stream_safe(text: str) -> str:
    """Return the text without the combining marks that follow the 30th of a run.

    UAX #15 inserts U+034F into a longer run. No script needs one, so that the rest of the run is removed here.
    """
    if text.isascii():
        return text
    kept: list[str] = []
    run = 0
    for character in text:
        size, trailing = _count_non_starters(character)
        if trailing < size:
            run = trailing
        elif run + size > MAX_NON_STARTERS:
            continue
        else:
            run += size
        kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=4096)
def _count_non_starters(character: str) -> tuple[int, int]:
    """Return how many characters the character decomposes into, and how many at its end are combining marks."""
    if character < "\u00a0":
        return 1, 0
    decomposed = unicodedata.normalize("NFKD", character)
    trailing = 0
    for part in reversed(decomposed):
        if not unicodedata.combining(part):
            break
        trailing += 1
    return len(decomposed), trailing
