"""Comparison of an announcement with the agreed terms: a term of one language is expected in the others too."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from conference.languages import Text
from conference.texts.stream_safe import normalize

WITHOUT_SPACES = frozenset({"zh"})
"""Languages whose words are not separated."""

INFLECTED = frozenset({"ar", "en", "es", "fr", "ru"})
"""Languages in which the end of a word may differ from that of the term."""

SHORTEST_STEM, STEM_TENTHS, LONGEST_ENDING = 3, 7, 3
"""Letters at the beginning of a word that must be the same: at least three, and seven of ten. A word in the text has at
most three letters more."""

_WORD = re.compile(r"[^\W_]+")
_ARABIC_PREFIX = re.compile(r"^[وفبكل]?ال|^لل")
_BRACKETS = str.maketrans("", "", "《》")


class Term(Struct, frozen=True, kw_only=True):
    """A term with its agreed wording in each language, and wordings that must not be used for it."""

    code: str
    name: Text
    avoid: Mapping[str, tuple[str, ...]] = {}


class TermFlaw(StrEnum):
    """What differs: the agreed wording is missing, or another one is used that must not be."""

    MISSING = "missing"
    AVOIDED = "avoided"


class TermWarning(Struct, frozen=True, kw_only=True):
    """A difference in the text of a language: what was found (in `found_in`), and the agreed wording."""

    language: str
    flaw: TermFlaw
    found: str
    found_in: str
    expected: str


def find_term_warnings(text: Text, terms: Sequence[Term]) -> list[TermWarning]:
    """Return where a text differs from the terms, by language. Languages without a text are left out."""
    written = {code: words for code, words in text.items() if words.strip()}
    used = {code: _find_used(words, code, terms) for code, words in written.items()}
    found = [*_find_missing(written, used, terms), *_find_avoided(written, terms)]
    return sorted(dict.fromkeys(found), key=lambda one: (one.language, one.expected))


def _find_missing(written: Text, used: Mapping[str, set[str]], terms: Sequence[Term]) -> Iterator[TermWarning]:
    for term in terms:
        source = next((code for code in written if term.code in used[code]), None)
        if source is None:
            continue
        for code, words in written.items():
            expected = term.name.get(code, "")
            if expected and not _find_spans(words, expected, code):
                yield TermWarning(
                    language=code,
                    flaw=TermFlaw.MISSING,
                    found=term.name[source],
                    found_in=source,
                    expected=expected,
                )


def _find_avoided(written: Text, terms: Sequence[Term]) -> Iterator[TermWarning]:
    for term in terms:
        for code, variants in term.avoid.items():
            for variant in variants:
                if code in written and _find_spans(written[code], variant, code, is_exact=True):
                    yield TermWarning(
                        language=code,
                        flaw=TermFlaw.AVOIDED,
                        found=variant,
                        found_in=code,
                        expected=term.name.get(code, ""),
                    )


def _find_used(words: str, code: str, terms: Sequence[Term]) -> set[str]:
    """Return the codes of the terms that a text uses, without those that only stand within a longer one."""
    spans = [(span, term.code) for term in terms for span in _find_spans(words, term.name.get(code, ""), code)]
    return {name for span, name in spans if not any(_is_within(span, other) for other, _ in spans)}


def _is_within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and other != span


def _find_spans(words: str, wording: str, code: str, *, is_exact: bool = False) -> list[tuple[int, int]]:
    """Return where a wording stands in a text: positions of words, or of characters in a language without spaces."""
    if code in WITHOUT_SPACES:
        wanted, text = wording.translate(_BRACKETS), words.translate(_BRACKETS)
        return [(one.start(), one.end()) for one in re.finditer(re.escape(wanted), text)] if wanted else []
    parts, text_words = _split_words(wording, code), _split_words(words, code)
    is_same = _is_equal if is_exact or code not in INFLECTED else _is_inflection
    return [
        (start, start + len(parts))
        for start in range(len(text_words) - len(parts) + 1)
        if parts and all(map(is_same, parts, text_words[start : start + len(parts)]))
    ]


@lru_cache(maxsize=4096)
def _split_words(text: str, code: str) -> tuple[str, ...]:
    """Return the words of a text without case, and without the marks and the article of Arabic."""
    folded = normalize("NFC", text).casefold()
    if code == "ar":
        bare = "".join(one for one in normalize("NFD", folded) if not unicodedata.combining(one))
        return tuple(_ARABIC_PREFIX.sub("", word) for word in _WORD.findall(bare))
    return tuple(_WORD.findall(folded))


def _is_equal(term_word: str, text_word: str) -> bool:
    return term_word == text_word


def _is_inflection(term_word: str, text_word: str) -> bool:
    """Return whether two words have the same beginning, and endings of a few letters."""
    stem = term_word[: max(SHORTEST_STEM, -(-len(term_word) * STEM_TENTHS // 10))]
    return text_word.startswith(stem) and len(text_word) <= len(term_word) + LONGEST_ENDING
