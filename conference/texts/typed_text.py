"""Cleaning of typed text: normalise it, remove invisible characters, and report why a text is refused."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from conference.texts.stream_safe import TYPED_PER_KEPT, compose

LINE_LENGTH = 120
"""Maximum characters of a line after normalisation; names in every script fit (A8)."""

NOTE_LENGTH = 1000
MARKS_IN_A_ROW = 8
"""Maximum combining marks in a row: more than any script stacks on one letter."""

_INVISIBLE = frozenset("\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DROPPED = _INVISIBLE | _BIDI_CONTROLS
"""Characters removed silently: invisible, or reordering others. The joiners U+200C, U+200D are spelling and kept."""

_REPLACEMENT = "\ufffd"
_REFUSED = {"Cc": "text.control", "Cs": "text.encoding", "Co": "text.unknown", "Cn": "text.unknown"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Error of one field: a code (catalogue key `error.<code>`) and the parameters of its text."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


def read_line(text: str, *, most: int = LINE_LENGTH) -> tuple[str, Problem | None]:
    """Return a typed line cleaned, and the problem for which it is refused, if any.

    A text of more than four times `most` characters is too long in any case: its beginning is returned unchanged, and
    nothing is normalised.
    """
    return _read_text(text, clean_line, most)


def read_note(text: str, *, most: int = NOTE_LENGTH) -> tuple[str, Problem | None]:
    """Return a typed note cleaned, and the problem for which it is refused, if any, as `read_line`."""
    return _read_text(text, clean_note, most)


def _read_text(text: str, clean: Callable[[str], str], most: int) -> tuple[str, Problem | None]:
    longest = TYPED_PER_KEPT * most
    if len(text) > longest:
        return text[:longest], _too_long_problem(text, most)
    cleaned = clean(text)
    return cleaned, problem_of(cleaned, most=most)


def clean_line(text: str) -> str:
    """Clean one line: composed, white space to single spaces, without invisible and direction-changing characters.

    Raises InvalidError `text.too_long` beyond the limit of `normalize`.
    """
    kept = "".join(c for c in compose(text) if c not in _DROPPED)
    return " ".join(kept.split())


def clean_note(text: str) -> str:
    """Several lines, each cleaned like one. Raises as `clean_line`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(clean_line(line) for line in lines).strip()


def problem_of(text: str, *, most: int = LINE_LENGTH) -> Problem | None:
    """Return the problem of a cleaned text, if any: length, broken encoding, control characters, too many marks."""
    if len(text) > most:
        return _too_long_problem(text, most)
    if _REPLACEMENT in text:
        return Problem("text.encoding")
    for character in text:
        code = _REFUSED.get(unicodedata.category(character))
        if code and character != "\n":
            return Problem(code)
    marks = (len(list(run)) for is_mark, run in groupby(text, _is_mark) if is_mark)
    if max(marks, default=0) > MARKS_IN_A_ROW:
        return Problem("text.marks")
    return None


def _too_long_problem(text: str, most: int) -> Problem:
    return Problem("text.too_long", {"most": most, "length": len(text)})


def presentable(text: str) -> str:
    """Replace control characters and lone surrogates by U+FFFD, so that a refused text can be shown again."""
    return "".join(_REPLACEMENT if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)


def presentable_lines(text: str) -> str:
    """Return a typed note or table as `presentable`, with its line breaks and tabs."""
    parts = re.split("([\n\t])", text.replace("\r\n", "\n"))
    return "".join(part if part in ("\n", "\t") else presentable(part) for part in parts)


def western_digits(text: str) -> str:
    """Replace the digits of every script by 0–9."""
    return "".join(_western_digit(character) for character in text)


def _western_digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")
