"""Folding of names, so that a name is found in any of its spellings. Pure but for its tables, a file.

Folded are case, accents, forms of Arabic letters, Han variants, width and kind of kana, digits of other scripts and
apostrophes. `conference/static/js/folding.mjs` folds equally in browsers; tests/vectors/folding.json keeps both equal.
"""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from conference.texts.stream_safe import normalize
from conference.texts.typed_text import western_digits

MAX_FOLDED = 512
"""Characters of a text that are folded; the rest is ignored."""

MAX_SEARCH_WORDS = 8
"""Words of a search that are used; further words are ignored to bound a query."""

_TABLES = Path(__file__).parent / "data" / "folding.json"
_KATAKANA, _KATAKANA_TO_HIRAGANA = range(0x30A1, 0x30F7), 0x60
_LONGEST_NORMALIZED = 3 * 18 * MAX_FOLDED
"""Limit in characters: lower case turns one character into at most three, NFKD into eighteen."""

_ATTACHED_ARTICLE = re.compile(r"(?:[ae]l(?=[^\W\d_]{4})|ال(?=[^\W\d_]{2}))")
"""Arabic article in one word with the name."""


class _Tables(Struct, frozen=True):
    """Translation tables for `str.translate`. `letters` includes the marks that are removed."""

    dropped: dict[int, None]
    letters: dict[int, str | None]
    spelt_out: dict[int, str]
    latin: dict[int, str]
    articles: frozenset[str]


@cache
def _load_tables() -> _Tables:
    data: dict[str, Any] = json.loads(_TABLES.read_text("utf-8"))
    letters: dict[int, str | None] = dict(str.maketrans(*data["han"]))
    letters |= {code: chr(code - _KATAKANA_TO_HIRAGANA) for code in _KATAKANA}
    letters |= {code: None for first, last in data["marks"] for code in range(first, last + 1)}
    return _Tables(
        dropped=dict.fromkeys(map(ord, data["dropped"])),
        letters=letters | str.maketrans(data["letters"]),
        spelt_out=str.maketrans(data["spelt_out"]),
        latin=str.maketrans(data["latin"]),
        articles=frozenset(data["articles"]),
    )


def fold(text: str) -> str:
    """Return the folded words of a text, separated by single spaces.

    >>> fold("  Nguyễn Văn-Đức O’Brien ")
    'nguyen van duc obrien'
    """
    tables = _load_tables()
    seen = text[:MAX_FOLDED].translate(tables.dropped)
    if not seen.isascii():
        seen = "".join(c for c in seen if unicodedata.category(c) != "Cf")
    lower = normalize("NFKD", seen.lower(), most=_LONGEST_NORMALIZED).translate(tables.letters).lower()
    if not lower.isascii():
        lower = western_digits(lower).translate(tables.letters)
    return " ".join("".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in lower).split())


def fold_to_key(text: str) -> str:
    """Return the folded text in one word: equal for all spellings of one name, wherever spaces and hyphens are."""
    return fold(text).replace(" ", "")


def spell_out(text: str) -> str:
    """Return the folded words of a text with letters spelt out (ä as ae); empty if it has no such letter."""
    composed = normalize("NFC", text[:MAX_FOLDED].lower(), most=_LONGEST_NORMALIZED)
    spelt = composed.translate(_load_tables().spelt_out)
    return "" if spelt == composed else fold(spelt)


def without_article(word: str) -> str:
    """Return a folded word without the Arabic article that it begins with."""
    return _ATTACHED_ARTICLE.sub("", word, count=1) if _ATTACHED_ARTICLE.match(word) else word


def to_latin(folded: str) -> str:
    """Return a folded text with Cyrillic and Greek letters written in Latin ones."""
    return folded.translate(_load_tables().latin)


def searchable(*names: str) -> str:
    """Return the text in which searches for these names look (`search_terms`): words, and each name in one word.

    A name in one word is repeated, so that it contains the parts in any rotation (John Doe: johndoe, doejohn).
    """
    forms = [form for name in names for form in (fold(name), spell_out(name))]
    forms += [to_latin(form) for form in forms]
    texts = [text for form in forms if form for text in (form, _join_twice(form))]
    return " ".join(dict.fromkeys(filter(None, texts)))


def _join_twice(folded: str) -> str:
    return folded.replace(" ", "") * 2 if " " in folded else ""


def search_terms(text: str) -> list[tuple[str, ...]]:
    """Return for each typed word its alternatives, one of which a `searchable` text contains if the name matches."""
    words = fold(text).split()[:MAX_SEARCH_WORDS]
    articles = _load_tables().articles
    names = [word for word in words if word not in articles]
    return [tuple(dict.fromkeys((word, without_article(word), to_latin(word)))) for word in names or words]
