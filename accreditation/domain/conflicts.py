"""Contradictions between doors, and how a supervisor settles them. Pure."""

from enum import StrEnum


class ConflictKind(StrEnum):
    """What a scan contradicts."""

    TWICE = "twice"
    """The badge was let in though it was inside: two doors did not know of each other, or there are two badges."""

    NOT_ENTITLED = "not_entitled"
    """A device let a badge in that was no longer good, or never was."""


class Settlement(StrEnum):
    """What became of it. Both scans stay in the log whatever it is."""

    SAME_PERSON = "same_person"
    MISSED_EXIT = "missed_exit"
    SECOND_PERSON_OUT = "second_person_out"
    TAKEN_OUT = "taken_out"
    MAY_STAY = "may_stay"
