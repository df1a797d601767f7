"""What a category entitles a badge to: zones and a period of validity. Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What a category grants: the number's letter, the zones by code, and when (from ≤ t < until)."""

    category: str
    letter: str
    zones: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime


def fits(held: Entitlement, entitlement: Entitlement) -> bool:
    """Whether what a badge was issued for is still what its person is entitled to.

    A name's spelling is not part of it and never kills a printed badge; a category, its zones or its window
    are, and do.
    """
    return (held.category, frozenset(held.zones), held.valid_from, held.valid_until) == (
        entitlement.category,
        frozenset(entitlement.zones),
        entitlement.valid_from,
        entitlement.valid_until,
    )
