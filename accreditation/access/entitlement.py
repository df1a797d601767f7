"""Zones and period of validity that a category gives a badge. Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Rights of a category: the letter of badge numbers, the zone codes, and the validity (from ≤ t < until)."""

    category: str
    letter: str
    zones: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime


def fits_within(held: Entitlement, entitlement: Entitlement) -> bool:
    """Return whether the entitlement held by a one-day badge, a part of the category's time, is still given by it."""
    return (
        (held.category, frozenset(held.zones)) == (entitlement.category, frozenset(entitlement.zones))
        and entitlement.valid_from <= held.valid_from
        and held.valid_until <= entitlement.valid_until
    )


def fits(held: Entitlement, entitlement: Entitlement) -> bool:
    """Return whether the entitlement held by a badge equals the current entitlement of its holder.

    Category, zones and validity are compared. A changed name is not compared, so that it does not invalidate a
    printed badge.
    """
    return (held.category, frozenset(held.zones), held.valid_from, held.valid_until) == (
        entitlement.category,
        frozenset(entitlement.zones),
        entitlement.valid_from,
        entitlement.valid_until,
    )
