"""Contradictions between doors, and how a supervisor settles them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ConflictKind(StrEnum):
    """What a scan contradicts."""

    TWICE = "twice"
    """The badge was let in though it was inside: two doors did not know of each other, or there are two badges."""

    NOT_ENTITLED = "not_entitled"
    """A device let a badge in that was no longer good, or never was."""

    OVERDRAWN = "overdrawn"
    """A grant gave more entries than it has: two doors did not know of each other."""


class Settlement(StrEnum):
    """What became of it. Both scans stay in the log whatever it is."""

    SAME_PERSON = "same_person"
    MISSED_EXIT = "missed_exit"
    SECOND_PERSON_OUT = "second_person_out"
    TAKEN_OUT = "taken_out"
    MAY_STAY = "may_stay"


@dataclass(frozen=True, slots=True)
class GrantEntry:
    """An entry by a grant, which has so many (`entries`): when it happened, and its scan's key."""

    at: datetime
    key: str
    grant: str
    entries: int


def overdrawn(given: Iterable[GrantEntry]) -> dict[str, str]:
    """The entries beyond what their grant has (key → the key of the last one that it had), the same in any order."""
    by_grant: dict[str, list[GrantEntry]] = {}
    for entry in sorted(given, key=lambda entry: (entry.at, entry.key)):
        by_grant.setdefault(entry.grant, []).append(entry)
    return {
        late.key: entries[late.entries - 1].key
        for entries in by_grant.values()
        for late in entries[entries[0].entries :]
    }
