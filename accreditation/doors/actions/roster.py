"""The devices' list: everybody's line, or those that have changed since a revision."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from accreditation.access.entitlement import fits
from accreditation.access.plan import AccessPlan
from accreditation.badges.domain.tokens import PublishedKey
from accreditation.badges.ports import Keys
from accreditation.doors.ports.devices import Entry, PinStore, RosterEntry, RosterStore, Supervisor
from conference.clock import Clock
from conference.errors import NotFoundError
from conference.transactions import Transaction, Transactions

PORTION = 100
"""Lines read in one go: a few milliseconds, between which a door's scan gets its turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterServices:
    """Where the list is read: its stores, the keys that doors believe, and the event's plan."""

    transactions: Transactions
    roster: RosterStore
    pins: PinStore
    keys: Keys
    plan: AccessPlan
    clock: Clock


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom a device believes: the keys that sign badges, and the supervisors who set refusals aside."""

    keys: tuple[PublishedKey, ...]
    supervisors: tuple[Supervisor, ...]


@dataclass(frozen=True, slots=True)
class DoorList:
    """A list at a revision. `whole` lists hold everybody, and who is inside; others what has changed, and the
    applications that are on no list (`gone`)."""

    revision: int
    whole: bool
    lines: Sequence[RosterEntry]
    gone: Sequence[str] = ()
    inside: Mapping[str, Mapping[str, Entry]] | None = None


async def list_since(services: RosterServices, transaction: Transaction, revision: int, *, whole: bool) -> DoorList:
    """What has changed since a revision; everything for 0, for one from the future, and when `whole` is asked for."""
    newest = await services.roster.get_revision(transaction)
    if whole or not 0 < revision <= newest:
        lines = [line async for portion in _read_portions(services, transaction) for line in portion]
        opened = services.plan.zones.opened(services.clock.now())
        return DoorList(newest, True, lines, inside=await services.roster.list_presences(transaction, opened=opened))
    changed = await services.roster.list_changed(transaction, revision) if revision < newest else []
    lines = await services.roster.list_by_applications(transaction, changed)
    listed = {line.application for line in lines}
    return DoorList(newest, False, lines, gone=[one for one in changed if one not in listed])


async def _read_portions(services: RosterServices, transaction: Transaction) -> AsyncIterator[list[RosterEntry]]:
    after = ""
    while portion := await services.roster.list_after(transaction, after=after, limit=PORTION):
        after = portion[-1].application
        yield portion
        await asyncio.sleep(0)


async def trust_of(services: RosterServices, transaction: Transaction) -> Trust:
    """Whom devices are to believe now."""
    keys = [key for key in await services.keys.list_all(transaction) if key.withdrawn_at is None]
    return Trust(tuple(keys), tuple(await services.pins.list_supervisors(transaction)))


def line_fits(plan: AccessPlan, line: RosterEntry) -> bool:
    """Whether what the badge was issued for is still what its person is entitled to."""
    entitlement = plan.entitlements.get(line.category)
    return entitlement is not None and fits(line.held, entitlement)


async def photo_on_list(services: RosterServices, photo_id: str) -> bytes:
    """The JPEG of a person of the list. Raises NotFoundError `photo.unknown`."""
    async with services.transactions.read() as transaction:
        jpeg = await services.roster.find_photo(transaction, photo_id)
    if jpeg is None:
        raise NotFoundError("photo.unknown")
    return jpeg
