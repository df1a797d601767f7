"""Rows of an export, read in batches: each batch in a transaction of its own, so that a slow download holds none."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from accreditation.applications.domain.outlets import OutletKind
from accreditation.badge_desk.ports import DeskRow, DeskSearch, Shelf
from accreditation.doors.domain.doors import TONES, Tone, Verdict
from accreditation.doors.ports.scan_lists import ListedScan, ScanFilter
from accreditation.exports.domain import ExportFilter, ExportKind, ExportRequest
from accreditation.exports.ports import ApplicationRecord, OutletRecord
from accreditation.exports.services import ExportServices
from accreditation.outlets.domain.places import quota_of

BATCH = 500
PHOTO_BATCH = 8
"""Photos in memory at a time, each up to about 1 MB."""

_TONES = {"admitted": Tone.ADMIT, "refused": Tone.STOP}
RESULTS = tuple(_TONES)
"""Results of scans by which an export is filtered."""


class PhotoRecord(Struct, frozen=True):
    """Photo of an application, as JPEG."""

    application_id: str
    jpeg: bytes


Record = ApplicationRecord | DeskRow | OutletRecord | ListedScan | PhotoRecord


async def count_rows(services: ExportServices, request: ExportRequest) -> int:
    """Count the rows of a request."""
    wanted = request.filter
    async with services.transactions.read() as transaction:
        match request.kind:
            case ExportKind.APPLICATIONS | ExportKind.PHOTOS:
                with_photo = request.kind is ExportKind.PHOTOS
                return await services.lists.count_applications(transaction, wanted, with_photo=with_photo)
            case ExportKind.OUTLETS:
                page = await services.outlets.search(transaction, "", offset=0, limit=1, kind=_kind_of(wanted))
                return page.total
            case ExportKind.BADGES:
                return (await services.desk.list_page(transaction, _desk_search(wanted, 0, 1))).total
            case ExportKind.SCANS:
                return await services.scans.count(transaction, _scan_filter(services.event.zone_info, wanted))


def read_batches(services: ExportServices, request: ExportRequest) -> AsyncIterator[Sequence[Record]]:
    """Yield the rows of a request that was opened (`open_export`), in batches."""
    readers = {
        ExportKind.APPLICATIONS: _read_applications,
        ExportKind.PHOTOS: _read_photos,
        ExportKind.OUTLETS: _read_outlets,
        ExportKind.BADGES: _read_badges,
        ExportKind.SCANS: _read_scans,
    }
    return readers[request.kind](services, request.filter)


async def _read_applications(services: ExportServices, wanted: ExportFilter) -> AsyncIterator[Sequence[Record]]:
    after = ""
    while True:
        async with services.transactions.read() as transaction:
            ids = await services.lists.list_application_ids(transaction, wanted, after=after, limit=BATCH)
            found = await services.applications.applications.list_by_ids(transaction, ids)
            outlet_ids = sorted({one.outlet_id for one in found if one.outlet_id})
            names = await services.lists.name_outlets(transaction, outlet_ids)
        if not ids:
            return
        yield [ApplicationRecord(one, names.get(one.outlet_id or "", "")) for one in found]
        after = ids[-1]


async def _read_photos(services: ExportServices, wanted: ExportFilter) -> AsyncIterator[Sequence[Record]]:
    after = ""
    while True:
        async with services.transactions.read() as transaction:
            found = await services.lists.list_photos(transaction, wanted, after=after, limit=PHOTO_BATCH)
        if not found:
            return
        yield [PhotoRecord(application_id, jpeg) for application_id, jpeg in found]
        after = found[-1][0]


async def _read_outlets(services: ExportServices, wanted: ExportFilter) -> AsyncIterator[Sequence[Record]]:
    offset, kind, now = 0, _kind_of(wanted), services.applications.clock.now()
    while True:
        async with services.transactions.read() as transaction:
            page = await services.outlets.search(transaction, "", offset=offset, limit=BATCH, kind=kind)
            used = await services.outlets.count_used(transaction, [one.id for one in page.outlets], now)
        if not page.outlets:
            return
        yield [OutletRecord(one, used[one.id], quota_of(one, services.places)) for one in page.outlets]
        offset += BATCH


async def _read_badges(services: ExportServices, wanted: ExportFilter) -> AsyncIterator[Sequence[Record]]:
    offset = 0
    while True:
        async with services.transactions.read() as transaction:
            page = await services.desk.list_page(transaction, _desk_search(wanted, offset, BATCH))
        if not page.lines:
            return
        yield page.lines
        offset += BATCH


async def _read_scans(services: ExportServices, wanted: ExportFilter) -> AsyncIterator[Sequence[Record]]:
    after, chosen = None, _scan_filter(services.event.zone_info, wanted)
    while True:
        async with services.transactions.read() as transaction:
            found = await services.scans.list_in_order(transaction, chosen, after=after, limit=BATCH)
        if not found.scans:
            return
        yield found.scans
        after = found.last


def _kind_of(wanted: ExportFilter) -> OutletKind | None:
    return OutletKind(wanted.outlet_kind) if wanted.outlet_kind else None


def _desk_search(wanted: ExportFilter, offset: int, limit: int) -> DeskSearch:
    shelf = Shelf(wanted.shelf) if wanted.shelf else None
    return DeskSearch(shelf=shelf, category=wanted.category, offset=offset, limit=limit)


def _scan_filter(zone: ZoneInfo, wanted: ExportFilter) -> ScanFilter:
    """Return the scans of a filter: a day is that of the venue, from midnight to midnight."""
    begins_at = ends_at = None
    if wanted.day:
        day = date.fromisoformat(wanted.day)
        begins_at, ends_at = (datetime.combine(one, time.min, zone) for one in (day, day + timedelta(days=1)))
    tone = _TONES.get(wanted.result)
    verdicts = frozenset(verdict for verdict in Verdict if TONES[verdict] is tone) if tone else None
    return ScanFilter(begins_at=begins_at, ends_at=ends_at, door=wanted.door or None, verdicts=verdicts)
