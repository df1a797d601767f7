"""Hits: pairs of applications that may be of the same person, and what an officer has found about them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from accreditation.applications.domain.applications import State
from accreditation.applications.domain.duplicates import Trait
from accreditation.duplicates.domain.scoring import Evidence
from conference.errors import ConflictError, InvalidError


class Verdict(StrEnum):
    """What an officer has found about a hit. `KEEP_BOTH`: one person, of whom both applications are wanted."""

    SAME_PERSON = "same_person"
    DIFFERENT_PERSONS = "different_persons"
    KEEP_BOTH = "keep_both"


class Pair(Struct, frozen=True):
    """Ids of two applications, the smaller one first."""

    first: str
    second: str

    @classmethod
    def of(cls, one: str, other: str) -> "Pair":
        """Return the pair of two ids in either order."""
        return cls(*sorted((one, other)))

    def other(self, application_id: str) -> str:
        """Return the other id of the pair."""
        return self.second if application_id == self.first else self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """An officer's verdict on a hit, with a note that the officers of the agency read."""

    verdict: Verdict
    officer: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Two applications that may be of the same person: what they have in common, and its bits of evidence.

    `settlement` is None while the hit is open.
    """

    pair: Pair
    traits: tuple[Trait, ...]
    bits: float
    found_at: datetime
    settlement: Settlement | None = None

    @property
    def is_open(self) -> bool:
        """Whether no officer has settled it."""
        return self.settlement is None


def update_hits(
    known: Iterable[Hit], evidence: Mapping[Pair, Evidence], *, at: datetime
) -> tuple[list[Hit], list[Pair]]:
    """Return the hits of an application to save after a comparison, and those to delete.

    A settled hit stays settled as long as it rests on the same traits. Without evidence an open hit is deleted; a
    settled one is kept, because the evidence may come back.
    """
    before = {hit.pair: hit for hit in known}
    saved = [
        _update_hit(before.get(pair), pair, found, at)
        for pair, found in evidence.items()
        if found.is_hit and _has_changed(before.get(pair), found)
    ]
    deleted = [
        hit.pair
        for hit in before.values()
        if hit.is_open and (hit.pair not in evidence or not evidence[hit.pair].is_hit)
    ]
    return saved, deleted


def settle(hit: Hit, settlement: Settlement, *, seen: tuple[Trait, ...]) -> Hit:
    """Return the settled hit. Raises ConflictError when it is settled, or rests on other traits than the page showed.

    Raises InvalidError `duplicates.note_missing` for one person without a note.
    """
    if hit.settlement is not None:
        raise ConflictError("duplicates.settled_already")
    if hit.traits != seen:
        raise ConflictError("duplicates.changed")
    if settlement.verdict is Verdict.KEEP_BOTH and not settlement.note.strip():
        raise InvalidError("duplicates.note_missing")
    return replace(hit, settlement=settlement)


HIDDEN_STATES = frozenset({State.DRAFT, State.WITHDRAWN})
"""States in which an application is in no list of hits."""


def _has_changed(known: Hit | None, found: Evidence) -> bool:
    return known is None or known.traits != found.traits


def _update_hit(known: Hit | None, pair: Pair, found: Evidence, at: datetime) -> Hit:
    if known is not None and known.is_open:
        return replace(known, traits=found.traits, bits=found.bits)
    return Hit(pair=pair, traits=found.traits, bits=found.bits, found_at=at)
