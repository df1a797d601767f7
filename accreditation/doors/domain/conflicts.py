"""Contradictions between scans, and how a supervisor settles them. Pure."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum


class ConflictKind(StrEnum):
    """Kind of contradiction that a scan is marked with."""

    TWICE = "twice"
    """The badge was admitted while it was inside: two doors were offline from each other, or a badge was copied."""

    NOT_ENTITLED = "not_entitled"
    """A device admitted a badge that the server would have refused at that time."""

    OVERDRAWN = "overdrawn"
    """More people entered by a grant than it allows: two doors were offline from each other."""


class Settlement(StrEnum):
    """Supervisor's resolution of a contradiction. Both scans stay in the log."""

    SAME_PERSON = "same_person"
    MISSED_EXIT = "missed_exit"
    SECOND_PERSON_OUT = "second_person_out"
    TAKEN_OUT = "taken_out"
    MAY_STAY = "may_stay"


def find_overdrawn(entries: Iterable[tuple[datetime, str]], allowed: int) -> dict[str, str]:
    """Return the entries by one grant beyond the allowed number: key → key of the last allowed entry.

    `entries` are times and scan keys, in any order; the earliest ones are the allowed ones.
    """
    ordered = sorted(entries)
    return {key: ordered[allowed - 1][1] for _, key in ordered[allowed:]}
