"""Ports of one-day badges: their store, their use at doors, the press. Stores are stateless."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from accreditation.day_badges.domain import Bearer, DayBadge, DayBadgeSet, DayBadgeState
from conference.transactions import Transaction


class SetCounts(Struct, frozen=True):
    """Number of a set's badges by state, and of those whose bearer was entered."""

    by_state: Mapping[DayBadgeState, int]
    entered: int


class DayBadgeStore(Protocol):
    """Stores sets of one-day badges."""

    async def lock_day(self, transaction: Transaction, day: date) -> None:
        """Lock the making of sets for a day until the transaction ends."""
        ...

    async def count_valid(self, transaction: Transaction, day: date) -> int:
        """Count the valid badges of a day."""
        ...

    async def add(self, transaction: Transaction, made: DayBadgeSet, badges: Sequence[DayBadge]) -> None:
        """Store a new set with its badges, in their order."""
        ...

    async def find_set(self, transaction: Transaction, set_id: str) -> DayBadgeSet | None:
        """Find a set."""
        ...

    async def list_sets(self, transaction: Transaction) -> list[tuple[DayBadgeSet, SetCounts]]:
        """List all sets with their counts, by day and time of making."""
        ...

    async def list_badges(self, transaction: Transaction, set_id: str, *, lock: bool = False) -> list[DayBadge]:
        """List the badges of a set in their order; `lock` locks them until the transaction ends."""
        ...

    async def find_badge(self, transaction: Transaction, *, badge_id: str = "", number: str = "") -> DayBadge | None:
        """Find a badge by its id or number, and lock it until the transaction ends."""
        ...

    async def find_applicant(self, transaction: Transaction, id_end: str) -> Bearer | None:
        """Find the person whose application's id ends so, as a bearer; None for no application, or several."""
        ...

    async def save(self, transaction: Transaction, badges: Sequence[DayBadge]) -> None:
        """Save the states and bearers of badges."""
        ...


class DayBadgeUses(Protocol):
    """Reads from the scans of the doors which badges were used."""

    async def list_last_scans(self, transaction: Transaction, badge_ids: Collection[str]) -> Mapping[str, datetime]:
        """Return by badge id the time of the last entry or exit, of these badges."""
        ...

    async def count_used(self, transaction: Transaction) -> Mapping[str, int]:
        """Count by set the badges that were used and whose bearer is not entered."""
        ...


class DayBadgePress(Protocol):
    """Typesets sets of one-day badges, off the event loop."""

    async def pdf(self, made: DayBadgeSet, badges: Sequence[DayBadge]) -> bytes:
        """Make a PDF: a page for each badge, then the log sheet."""
        ...
