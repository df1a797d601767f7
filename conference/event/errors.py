"""Faults of an event's data: where each is, what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from msgspec import Struct

_LISTED = 8


class Problem(str):
    """What is wrong, in English, with the code by which a page says it, and the value `about` which it speaks."""

    __slots__ = ("about", "code")

    code: str
    about: str

    def __new__(cls, said: str, code: str, about: str = "") -> Problem:
        """Make the problem; `said` is its English wording."""
        problem = super().__new__(cls, said)
        problem.code, problem.about = code, about
        return problem


class Fault(Struct, frozen=True):
    """One fault: the file, the key in it, the problem, a proposal, and the line if it is known."""

    file: str
    key: str
    problem: str
    proposal: str = ""
    line: int | None = None

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        said = ": ".join(part for part in (where, self.key, self.problem) if part)
        return f"{said}; {self.proposal}" if self.proposal else said


class EventDataError(ValueError):
    """The event's data cannot be used: `faults` has at least one fault."""

    code = "event_data"

    def __init__(self, *faults: Fault) -> None:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{faults[0]}{more}")
        self.faults = faults


def propose(given: object, known: Iterable[str]) -> str:
    """Return a proposal for a name that is not one of the known ones: the similar one, or a list of a few."""
    names = sorted(known)
    similar = get_close_matches(str(given)[:100], names, n=1)
    if similar:
        return f"did you mean {similar[0]!r}?"
    if not names:
        return ""
    more = ", …" if len(names) > _LISTED else ""
    return f"known: {', '.join(names[:_LISTED])}{more}"
