"""Ports of grants."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from accreditation.grants.domain import Grant, GrantUse
from conference.transactions import Transaction


class GrantUses(Protocol):
    """Counts the entries that were admitted by grants."""

    async def count_uses(self, transaction: Transaction, grant_ids: Collection[str]) -> Mapping[str, int]:
        """Count the entries by grant; an undone entry does not count. Grants without entries are left out."""
        ...


class GrantStore(Protocol):
    """Stores the rights added to people. Every write updates the rosters of the devices."""

    async def add(self, transaction: Transaction, new_grants: Sequence[Grant]) -> None:
        """Store new grants."""
        ...

    async def find(self, transaction: Transaction, grant_id: str, *, lock: bool) -> Grant | None:
        """Find the grant of this id; `lock` locks its row until the transaction ends."""
        ...

    async def save_end(self, transaction: Transaction, grant: Grant) -> None:
        """Save who ended the grant, and when."""
        ...

    async def list_members(self, transaction: Transaction, pool: str) -> set[str]:
        """List the applications with a card of the pool that has not ended; a write transaction locks the pool."""
        ...

    async def count_members(self, transaction: Transaction) -> Mapping[str, int]:
        """Count by press pool the people with a card of it that has not ended."""
        ...

    async def list_uses(self, transaction: Transaction, application_id: str) -> list[GrantUse]:
        """List every grant of the person, also ended ones, in the order of their windows."""
        ...
