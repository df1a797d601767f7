"""Lines of letters: texts with the cleaned values of their placeholders, as plain text or as HTML. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape
from msgspec import Struct

from conference.texts.catalogues import fill
from conference.texts.isolates import LEFT_TO_RIGHT, POP_ISOLATE, RIGHT_TO_LEFT, isolate
from conference.texts.typed_text import presentable

_OVERRIDES = re.compile("[\u202a-\u202e]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_LONE_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")

Values = Mapping[str, Sequence[str]]
"""Lines of each value, as `clean_lines` returns them."""


class Line(Struct, frozen=True):
    """Text of one line, and the values of its placeholders. With an `address` it is the text of a link."""

    pattern: str
    values: Mapping[str, str] = {}
    address: str = ""

    def __str__(self) -> str:
        """Return plain text, each value isolated; a link is followed by its address."""
        text = fill(self.pattern, {name: _isolate_value(value) for name, value in self.values.items()})
        return f"{text} · {self.address}" if self.address else text

    def __html__(self) -> str:
        """Return HTML, each value escaped and isolated."""
        isolated = {name: Markup("<bdi>{}</bdi>").format(value) for name, value in self.values.items()}
        return fill(str(escape(self.pattern)), isolated)


Paragraph = tuple[Line, ...]


def _isolate_value(value: str) -> str:
    """Return an isolated value. For its direction no letter within its own isolates counts (UAX #9, P2), so that one
    with isolates is given that of its first letter.
    """
    if not _ISOLATES.search(value):
        return isolate(value)
    kinds = (unicodedata.bidirectional(letter) for letter in _ISOLATES.sub("", value))
    first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L")
    return f"{LEFT_TO_RIGHT if first == 'L' else RIGHT_TO_LEFT}{value}{POP_ISOLATE}"


def clean_lines(value: str) -> tuple[str, ...]:
    """Return the lines of a value that have text, each as `_clean_line` returns it."""
    return tuple(line for line in map(_clean_line, value.splitlines()) if line)


def one_line(value: str) -> str:
    """Return a value as one line."""
    return " ".join(clean_lines(value))


def _clean_line(line: str) -> str:
    """Return a line with single spaces, visible control characters and no override of direction.

    Isolates stay where all of them are closed, as in a text of the catalogues that is itself a value.
    """
    shown = presentable(_OVERRIDES.sub("", " ".join(line.split())))
    return shown if _is_balanced(shown) else _ISOLATES.sub("", shown)


def _is_balanced(line: str) -> bool:
    depth = 0
    for sign in _ISOLATES.findall(line):
        depth += -1 if sign == POP_ISOLATE else 1
        if depth < 0:
            return False
    return depth == 0


def make_paragraphs(pattern: str, values: Values, links: Mapping[str, str] | None = None) -> list[Paragraph]:
    """Return the paragraphs of a text, which empty lines separate.

    A paragraph that is one placeholder has the lines of its value, and is left out if there are none; in a sentence a
    value is one line. `links` has the addresses of lines that are links, by their text. Raises KeyError for a
    placeholder without a value.
    """
    made = (_make_paragraph(part.strip(), values, links or {}) for part in re.split(r"\n\s*\n", pattern.strip()))
    return [paragraph for paragraph in made if paragraph]


def _make_paragraph(part: str, values: Values, links: Mapping[str, str]) -> Paragraph:
    lone = _LONE_PLACEHOLDER.fullmatch(part)
    if lone is not None:
        return tuple(Line("{line}", {"line": line}, links.get(line, "")) for line in values[lone[1]])
    joined = {name: " ".join(lines) for name, lines in values.items()}
    return tuple(Line(line.strip(), joined) for line in part.splitlines())
