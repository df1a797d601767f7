"""What grants need from outside."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from accreditation.grants.domain import Grant, GrantUse
from conference.transactions import Unit


class GrantUses(Protocol):
    """Counts the entries that grants have given."""

    async def count_uses(self, unit: Unit, grant_ids: Collection[str]) -> Mapping[str, int]:
        """Count the entries by grant; an undone entry does not count. Grants without entries are left out."""
        ...


class GrantStore(Protocol):
    """Keeps the rights added to people. Whatever it writes changes the devices' lists."""

    async def add(self, unit: Unit, given: Sequence[Grant]) -> None:
        """Keep new grants."""
        ...

    async def by_id(self, unit: Unit, grant_id: str, *, lock: bool) -> Grant | None:
        """The grant of this id; with `lock` nobody changes it before the unit ends (a unit that writes)."""
        ...

    async def keep_end(self, unit: Unit, grant: Grant) -> None:
        """Keep who ended the grant, and when."""
        ...

    async def in_pool(self, unit: Unit, pool: str) -> set[str]:
        """The applications with a card of the pool that has not ended. In a unit that writes, nobody else counts or
        fills that pool before the unit ends."""
        ...

    async def members(self, unit: Unit) -> Mapping[str, int]:
        """Press pool → how many people have a card of it that has not ended."""
        ...

    async def uses(self, unit: Unit, application_id: str) -> list[GrantUse]:
        """Every grant of the person, those that ended too, in the order of their windows."""
        ...
