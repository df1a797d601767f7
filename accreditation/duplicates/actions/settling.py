"""Acts of an accreditation officer on hits: list them, and settle one. Security officers see the hits."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from accreditation.access.roles import Permission
from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.duplicates import Trait
from accreditation.applications.ports import ApplicationRow
from accreditation.duplicates.domain.hits import Hit, Pair, Settlement, Verdict, settle
from accreditation.duplicates.services import DuplicateServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ForbiddenError, NotFoundError
from conference.transactions import Transaction

VIEWERS = (Permission.VET_ACCREDITATION, Permission.VET_SECURITY)
"""Permissions of which one is needed to see hits."""


class HitPage(Struct, frozen=True):
    """A page of hits with the rows of their applications by id, and the number of all hits."""

    hits: Sequence[Hit]
    rows: Mapping[str, ApplicationRow]
    total: int


class ComparedPair(Struct, frozen=True):
    """A hit with both applications, the earlier one first, and the names of their outlets by id."""

    hit: Hit
    applications: tuple[Application, Application]
    rows: Mapping[str, ApplicationRow]


class SettlementInput(Struct, frozen=True):
    """What an officer submits about a hit: the verdict, a note, and the traits that the page showed."""

    verdict: Verdict
    note: str
    seen: tuple[Trait, ...]


async def list_hits(services: DuplicateServices, *, settled: bool, offset: int, limit: int, staff: Staff) -> HitPage:
    """Return a page of the open or the settled hits. Raises ForbiddenError."""
    _require_viewer(staff)
    async with services.transactions.read() as transaction:
        find = services.hits.list_settled if settled else services.hits.list_open
        hits, total = await find(transaction, offset=offset, limit=limit)
        ids = sorted({one for hit in hits for one in (hit.pair.first, hit.pair.second)})
        rows = await services.applications.list_rows(transaction, ids)
    return HitPage(hits, {row.id: row for row in rows}, total)


async def read_pair(services: DuplicateServices, pair: Pair, *, staff: Staff) -> ComparedPair:
    """Return a hit with both applications. Raises ForbiddenError, NotFoundError `duplicates.unknown`."""
    _require_viewer(staff)
    async with services.transactions.read() as transaction:
        hit = await _get_hit(services, transaction, pair)
        both = await services.applications.list_by_ids(transaction, [pair.first, pair.second])
        rows = await services.applications.list_rows(transaction, [pair.first, pair.second])
    if len(both) != len((pair.first, pair.second)):
        raise NotFoundError("duplicates.unknown")
    first, second = sorted(both, key=lambda one: (one.submitted_at is None, one.submitted_at, one.id))
    return ComparedPair(hit, (first, second), {row.id: row for row in rows})


async def settle_hit(services: DuplicateServices, pair: Pair, typed: SettlementInput, *, staff: Staff) -> Hit:
    """Settle a hit. Unless it is one person, applications that were held for one passport are resumed.

    Raises ForbiddenError, NotFoundError, and as `settle`.
    """
    if not may(staff, Permission.VET_ACCREDITATION):
        raise ForbiddenError("role.missing")
    now = services.clock.now()
    settlement = Settlement(verdict=typed.verdict, officer=staff.id, at=now, note=typed.note)
    async with services.transactions.write() as transaction:
        hit = settle(await _get_hit(services, transaction, pair, lock=True), settlement, seen=typed.seen)
        await services.hits.save(transaction, [hit])
        details = {"other": pair.second, "verdict": typed.verdict.value}
        await transaction.record(AuditEntry("accreditation:duplicate:settled", staff.id, pair.first, now, details))
        if Trait.PASSPORT in hit.traits and typed.verdict is not Verdict.SAME_PERSON:
            await services.resume(transaction, await _without_other_hits(services, transaction, pair))
    return hit


async def _without_other_hits(services: DuplicateServices, transaction: Transaction, pair: Pair) -> list[str]:
    """Return those of the two applications that share their passport with no other one in an open hit."""
    free = []
    for application_id in (pair.first, pair.second):
        hits = await services.hits.list_of(transaction, application_id)
        if not any(hit.is_open and Trait.PASSPORT in hit.traits for hit in hits):
            free.append(application_id)
    return free


async def _get_hit(services: DuplicateServices, transaction: Transaction, pair: Pair, *, lock: bool = False) -> Hit:
    hit = await services.hits.find(transaction, pair, lock=lock)
    if hit is None:
        raise NotFoundError("duplicates.unknown")
    return hit


def _require_viewer(staff: Staff) -> None:
    if not any(may(staff, permission) for permission in VIEWERS):
        raise ForbiddenError("role.missing")
