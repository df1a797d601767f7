"""Rights added to one person: zones, a time window and a number of entries. Pure.

A grant opens zones that the category does not; a pool card is a grant of a press pool of the event.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from accreditation.access.rules import Window

MAX_ENTRIES = 999
"""Maximum number of entries of a limited grant."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A right that was given. `entries` None: any number; `pool`: the press pool that the grant is a card of."""

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


class GrantUse(Struct, frozen=True):
    """A grant, and how many entries were admitted by it."""

    grant: Grant
    used: int


class GrantPhase(StrEnum):
    """State of a grant at a moment."""

    COMING = "coming"
    OPEN = "open"
    USED = "used"
    OVER = "over"
    ENDED = "ended"


class WantedGrant(Struct, frozen=True):
    """Requested grant: zones by code, first and last moment, number of entries (None: any number)."""

    zones: tuple[str, ...]
    valid_from: datetime | None
    valid_until: datetime | None
    entries: int | None = None


class PoolCard(Struct, frozen=True):
    """Zones and window that a press pool opens for one item of the programme."""

    zones: tuple[str, ...]
    window: Window


class PoolPlan(Struct, frozen=True):
    """A press pool of the event: its number of places, and its cards."""

    code: str
    size: int
    cards: tuple[PoolCard, ...]


def problems_of(wanted: WantedGrant, zones: Collection[str], *, days: Window, now: datetime) -> dict[str, str]:
    """Return field name → problem code; empty for a valid request. `days` are those on which a badge can admit."""
    problems: dict[str, str] = {}
    if not wanted.zones or not set(wanted.zones) <= set(zones):
        problems["zones"] = "grant.zones"
    if wanted.valid_from is None:
        problems["valid_from"] = "grant.window"
    elif not days.holds(wanted.valid_from):
        problems["valid_from"] = "grant.days"
    if wanted.valid_until is None or wanted.valid_from is None or wanted.valid_until <= wanted.valid_from:
        problems["valid_until"] = "grant.window"
    elif wanted.valid_until <= now:
        problems["valid_until"] = "grant.over"
    elif wanted.valid_until > days.valid_until:
        problems["valid_until"] = "grant.days"
    if wanted.entries is not None and not 1 <= wanted.entries <= MAX_ENTRIES:
        problems["entries"] = "grant.entries"
    return problems


def phase_of(use: GrantUse, now: datetime) -> GrantPhase:
    """Return the state of the grant at the moment `now`."""
    grant = use.grant
    if grant.ended_at is not None:
        return GrantPhase.ENDED
    if now >= grant.window.valid_until:
        return GrantPhase.OVER
    if grant.entries is not None and use.used >= grant.entries:
        return GrantPhase.USED
    return GrantPhase.COMING if now < grant.window.valid_from else GrantPhase.OPEN


def ended(grant: Grant, *, by: str, at: datetime) -> Grant:
    """Return the grant as ended; a grant that has ended already is returned unchanged."""
    return grant if grant.ended_at is not None else replace(grant, ended_by=by, ended_at=at)
