"""What grants need from outside."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from accreditation.grants.domain import Grant, GrantUse
from conference.transactions import Transaction


class GrantUses(Protocol):
    """Counts the entries that grants have given."""

    async def count_uses(self, transaction: Transaction, grant_ids: Collection[str]) -> Mapping[str, int]:
        """Count the entries by grant; an undone entry does not count. Grants without entries are left out."""
        ...


class GrantStore(Protocol):
    """Keeps the rights added to people. Whatever it writes changes the devices' lists."""

    async def add(self, transaction: Transaction, given: Sequence[Grant]) -> None:
        """Keep new grants."""
        ...

    async def by_id(self, transaction: Transaction, grant_id: str, *, lock: bool) -> Grant | None:
        """The grant of this id; `lock` keeps others from changing it until the transaction ends."""
        ...

    async def keep_end(self, transaction: Transaction, grant: Grant) -> None:
        """Keep who ended the grant, and when."""
        ...

    async def in_pool(self, transaction: Transaction, pool: str) -> set[str]:
        """The applications with a card of the pool that has not ended; a write transaction locks the pool."""
        ...

    async def members(self, transaction: Transaction) -> Mapping[str, int]:
        """Press pool → how many people have a card of it that has not ended."""
        ...

    async def uses(self, transaction: Transaction, application_id: str) -> list[GrantUse]:
        """Every grant of the person, those that ended too, in the order of their windows."""
        ...
