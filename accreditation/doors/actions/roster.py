"""Roster of the doors' devices: complete, or its changes since a revision."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from accreditation.access.entitlement import fits, fits_within
from accreditation.access.plan import AccessPlan
from accreditation.badges.domain.tokens import PublishedKey
from accreditation.badges.ports import Keys
from accreditation.doors.ports.devices import Entry, PinStore, RosterEntry, RosterStore, Supervisor
from conference.clock import Clock
from conference.errors import NotFoundError
from conference.transactions import Transaction, Transactions

PORTION = 100
"""Rows read at once, which takes a few milliseconds; between portions the event loop handles scans."""


class RosterServices(Struct, frozen=True, kw_only=True):
    """Stores of the roster, the signing keys that doors trust, and the event's access plan."""

    transactions: Transactions
    roster: RosterStore
    pins: PinStore
    keys: Keys
    plan: AccessPlan
    clock: Clock


class Trust(Struct, frozen=True):
    """What a device trusts: the keys that sign badges, and the supervisors who may override refusals."""

    keys: tuple[PublishedKey, ...]
    supervisors: tuple[Supervisor, ...]


class Roster(Struct, frozen=True):
    """A roster at a revision: complete with all presences, or its changes since an earlier revision.

    `removed` are the applications that have left the roster since then.
    """

    revision: int
    is_complete: bool
    entries: Sequence[RosterEntry]
    removed: Sequence[str] = ()
    presences: Mapping[str, Mapping[str, Entry]] | None = None


async def read_roster(
    services: RosterServices, revision: int, *, is_complete: bool, before_complete: Callable[[], None]
) -> tuple[Roster, Trust]:
    """Read the changes since a revision, and what devices trust, from one state of the database.

    The roster is complete when that is asked for, and for revision 0 or one that is later than the newest;
    `before_complete` is called before a complete roster is read, and may raise.
    """
    async with services.transactions.read() as transaction:
        newest = await services.roster.get_revision(transaction)
        if is_complete or not 0 < revision <= newest:
            before_complete()
            roster = await _read_complete_roster(services, transaction, newest)
        else:
            roster = await _read_changes(services, transaction, revision, newest)
        return roster, await read_trust(services, transaction)


async def _read_complete_roster(services: RosterServices, transaction: Transaction, newest: int) -> Roster:
    entries: list[RosterEntry] = []
    while portion := await services.roster.list_after(
        transaction, after=entries[-1].application if entries else "", limit=PORTION
    ):
        entries += portion
        await asyncio.sleep(0)
    opened = services.plan.zones.opened(services.clock.now())
    return Roster(newest, True, entries, presences=await services.roster.list_presences(transaction, opened=opened))


async def _read_changes(services: RosterServices, transaction: Transaction, revision: int, newest: int) -> Roster:
    changed = await services.roster.list_changed(transaction, revision) if revision < newest else []
    entries = await services.roster.list_by_applications(transaction, changed)
    listed = {entry.application for entry in entries}
    return Roster(newest, False, entries, removed=[one for one in changed if one not in listed])


async def read_trust(services: RosterServices, transaction: Transaction) -> Trust:
    """Read the signing keys that are not withdrawn, and the supervisors with a PIN."""
    keys = [key for key in await services.keys.list_all(transaction) if key.withdrawn_at is None]
    return Trust(tuple(keys), tuple(await services.pins.list_supervisors(transaction)))


def is_entitlement_current(plan: AccessPlan, entry: RosterEntry) -> bool:
    """Return whether the entitlement that the badge was issued for is still that of its holder."""
    entitlement = plan.entitlements.get(entry.category)
    still_fits = fits_within if entry.is_one_day else fits
    return entitlement is not None and still_fits(entry.held, entitlement)


async def read_roster_photo(services: RosterServices, photo_id: str) -> bytes:
    """Return the photo of a person on the roster, as JPEG. Raises NotFoundError `photo.unknown`."""
    async with services.transactions.read() as transaction:
        jpeg = await services.roster.find_photo(transaction, photo_id)
    if jpeg is None:
        raise NotFoundError("photo.unknown")
    return jpeg
