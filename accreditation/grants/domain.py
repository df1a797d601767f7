"""Rights added to one person: zones, a window of their own, and how many entries. Pure.

A grant opens what the category does not; a pool card is a grant of a press pool of the event.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from accreditation.access.rules import Window

MOST_ENTRIES = 999
"""Whoever needs more needs no limit."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A right that was given: `entries` None gives any number; `pool` is the press pool that it is a card of."""

    id: str
    application_id: str
    zones: tuple[str, ...]
    window: Window
    entries: int | None
    given_by: str
    given_at: datetime
    pool: str | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GrantUse:
    """A grant, and how many entries it has given."""

    grant: Grant
    used: int


class GrantPhase(StrEnum):
    """How a grant stands at a moment."""

    COMING = "coming"
    OPEN = "open"
    USED = "used"
    OVER = "over"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class WantedGrant:
    """What a grant is asked to open: zones by code, from when until when, how many entries (None: any number)."""

    zones: tuple[str, ...]
    valid_from: datetime | None
    valid_until: datetime | None
    entries: int | None = None


@dataclass(frozen=True, slots=True)
class PoolCard:
    """What a press pool opens for one item of the programme."""

    zones: tuple[str, ...]
    window: Window


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """A press pool of the event: how many people it takes, and their cards."""

    code: str
    size: int
    cards: tuple[PoolCard, ...]


def problems_of(wanted: WantedGrant, zones: Collection[str], *, now: datetime) -> dict[str, str]:
    """What stands against such a grant, by the name of its field; empty when nothing does."""
    found: dict[str, str] = {}
    if not wanted.zones or not set(wanted.zones) <= set(zones):
        found["zones"] = "grant.zones"
    if wanted.valid_from is None:
        found["valid_from"] = "grant.window"
    if wanted.valid_until is None or wanted.valid_from is None or wanted.valid_until <= wanted.valid_from:
        found["valid_until"] = "grant.window"
    elif wanted.valid_until <= now:
        found["valid_until"] = "grant.over"
    if wanted.entries is not None and not 1 <= wanted.entries <= MOST_ENTRIES:
        found["entries"] = "grant.entries"
    return found


def phase_of(use: GrantUse, now: datetime) -> GrantPhase:
    """How the grant stands."""
    grant = use.grant
    if grant.ended_at is not None:
        return GrantPhase.ENDED
    if now >= grant.window.valid_until:
        return GrantPhase.OVER
    if grant.entries is not None and use.used >= grant.entries:
        return GrantPhase.USED
    return GrantPhase.COMING if now < grant.window.valid_from else GrantPhase.OPEN


def ended(grant: Grant, *, by: str, at: datetime) -> Grant:
    """The grant as it opens nothing any more; one that has ended keeps its end."""
    return grant if grant.ended_at is not None else replace(grant, ended_by=by, ended_at=at)
