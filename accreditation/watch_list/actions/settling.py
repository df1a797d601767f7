"""Acts of the agency on the hits of its watch-list. Each read and each act is an entry of the agency's own log."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from accreditation.applications.domain.applications import Application
from accreditation.applications.ports import ApplicationRow
from accreditation.watch_list.actions.access import require_watch_officer
from accreditation.watch_list.domain.entries import WatchEntry
from accreditation.watch_list.domain.hits import WatchHit, WatchSettlement, WatchVerdict, settle_watch_hit
from accreditation.watch_list.ports import ImportedList
from accreditation.watch_list.services import WatchServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import NotFoundError
from conference.transactions import Transaction


class WatchPage(Struct, frozen=True):
    """A page of hits with the applications' rows and the entries by id, the number of all, and the list in force."""

    hits: Sequence[WatchHit]
    rows: Mapping[str, ApplicationRow]
    entries: Mapping[str, WatchEntry]
    total: int
    current: ImportedList | None


class WatchedApplication(Struct, frozen=True):
    """A hit with its application, the name of the outlet, and its entry; None when the list has it no more."""

    hit: WatchHit
    application: Application
    row: ApplicationRow
    entry: WatchEntry | None


class LogPage(Struct, frozen=True):
    """A page of the agency's log, and the number of all entries."""

    entries: Sequence[AuditEntry]
    total: int


async def list_watch_hits(
    services: WatchServices, *, settled: bool, offset: int, limit: int, staff: Staff
) -> WatchPage:
    """Return a page of the open or the settled hits. Raises ForbiddenError."""
    require_watch_officer(staff)
    async with services.transactions.read() as transaction:
        hits, total = await services.hits.list_page(transaction, settled=settled, offset=offset, limit=limit)
        rows = await services.applications.list_rows(transaction, sorted({hit.application_id for hit in hits}))
        entries = await services.watch_list.list_entries(transaction, {hit.entry_id for hit in hits})
        current = await services.watch_list.find_current(transaction)
    _log_read(services, "watch_list:hits:listed", "watch-list", staff=staff)
    return WatchPage(hits, {row.id: row for row in rows}, entries, total, current)


async def read_watch_hit(
    services: WatchServices, application_id: str, entry_id: str, *, staff: Staff
) -> WatchedApplication:
    """Return a hit with what it compares. Raises ForbiddenError, NotFoundError `watch_list.unknown`."""
    require_watch_officer(staff)
    async with services.transactions.read() as transaction:
        hit = await _get_hit(services, transaction, application_id, entry_id)
        application = await services.applications.get(transaction, application_id)
        [row] = await services.applications.list_rows(transaction, [application_id])
        entries = await services.watch_list.list_entries(transaction, [entry_id])
    _log_read(services, "watch_list:hit:read", application_id, staff=staff)
    return WatchedApplication(hit, application, row, entries.get(entry_id))


async def settle_hit_of_list(
    services: WatchServices, application_id: str, entry_id: str, *, verdict: WatchVerdict, note: str, staff: Staff
) -> WatchHit:
    """Settle a hit. Raises ForbiddenError, NotFoundError, ConflictError `watch_list.settled_already`."""
    require_watch_officer(staff)
    now = services.clock.now()
    settlement = WatchSettlement(verdict=verdict, officer=staff.id, at=now, note=note)
    async with services.transactions.write() as transaction:
        hit = settle_watch_hit(await _get_hit(services, transaction, application_id, entry_id, lock=True), settlement)
        await services.hits.save(transaction, [hit])
        entry = AuditEntry("watch_list:hit:settled", staff.id, application_id, now, {"verdict": verdict.value})
        await services.log.append(transaction, entry)
    return hit


async def list_log(services: WatchServices, *, offset: int, limit: int, staff: Staff) -> LogPage:
    """Return a page of the agency's log. Raises ForbiddenError."""
    require_watch_officer(staff)
    async with services.transactions.read() as transaction:
        return LogPage(*await services.log.list_newest(transaction, offset=offset, limit=limit))


async def _get_hit(
    services: WatchServices, transaction: Transaction, application_id: str, entry_id: str, *, lock: bool = False
) -> WatchHit:
    hit = await services.hits.find(transaction, application_id, entry_id, lock=lock)
    if hit is None:
        raise NotFoundError("watch_list.unknown")
    return hit


def _log_read(services: WatchServices, action: str, subject: str, *, staff: Staff) -> None:
    """Note in the background that personal data were read."""
    entry = AuditEntry(action, staff.id, subject, services.clock.now())

    async def append(transaction: Transaction) -> None:
        await services.log.append(transaction, entry)

    services.write_later("watch log", append)
