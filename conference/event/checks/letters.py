"""Rules of the event's own texts of letters: known kinds and placeholders."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from conference.event.documents import Finding
from conference.event.drafts import Draft, Placed
from conference.event.errors import Problem, propose
from conference.event.model import LetterText
from conference.languages import FALLBACK
from conference.texts.catalogues import own_catalogues, placeholders

PARTS = ("subject", "body", "button")
_PREFIX = "letter."
_COMMON = frozenset({"name", "event"})
"""Placeholders of every letter: the recipient's name, the event's name."""


def find_letter_faults(draft: Draft) -> Iterator[Finding]:
    """Find unknown kinds of letters, unknown placeholders, and buttons of letters without a link."""
    kinds = letter_kinds()
    for placed in draft.of("letter_texts", LetterText):
        code = placed.entry.code
        if code in kinds:
            yield from _check_placeholders(placed, kinds[code] | _COMMON)
        else:
            yield placed.finding(Problem(f"no letter {code!r}", "unknown", code), "code", proposal=propose(code, kinds))


@cache
def letter_kinds() -> dict[str, frozenset[str]]:
    """Return kind → the placeholders of its own texts."""
    entries = own_catalogues().entries(FALLBACK)
    found: dict[str, frozenset[str]] = {}
    for key, text in entries.items():
        kind, _, part = key.removeprefix(_PREFIX).rpartition(".")
        if key.startswith(_PREFIX) and part in PARTS and isinstance(text, str) and f"{_PREFIX}{kind}.body" in entries:
            found[kind] = found.get(kind, frozenset()) | placeholders(text)
    return found


def _check_placeholders(placed: Placed[LetterText], known: frozenset[str]) -> Iterator[Finding]:
    letter = placed.entry
    texts = [((part,), text) for part, text in (("subject", letter.subject), ("button", letter.button)) if text]
    paragraphs = [(("body", number), text) for number, text in enumerate(letter.body)]
    for path, text in (*texts, *paragraphs):
        for language, words in text.items():
            for name in sorted(placeholders(words) - known):
                problem = Problem(f"unknown placeholder {{{name}}}", "unknown", f"{{{name}}}")
                yield placed.finding(problem, *path, language, proposal=propose(name, known))
