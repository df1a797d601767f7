"""Actions of a member of staff on exports: list, count, create, withdraw, open."""

from collections.abc import Mapping
from dataclasses import replace

from accreditation.access.roles import Permission
from accreditation.exports.actions.rows import count_rows
from accreditation.exports.domain import (
    FILTERS,
    FORMATS,
    LIFETIME,
    MAX_OPEN,
    MAX_WORKBOOK_ROWS,
    Export,
    ExportFilter,
    ExportFormat,
    ExportKind,
    ExportRequest,
    require_own_open,
)
from accreditation.exports.services import ExportServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.transactions import Transaction

FEATURE = "accreditation:export"

_VETTERS = (Permission.VET_ACCREDITATION, Permission.VET_SECURITY)
READERS: Mapping[ExportKind, tuple[Permission, ...]] = {
    ExportKind.APPLICATIONS: _VETTERS,
    ExportKind.PHOTOS: _VETTERS,
    ExportKind.OUTLETS: (Permission.VET_ACCREDITATION,),
    ExportKind.BADGES: (Permission.PRINT_BADGES,),
    ExportKind.SCANS: (Permission.SUPERVISE_DOORS,),
}
"""Kind → the permissions of the pages that show its rows; one of them is enough."""


def may_export(kind: ExportKind, staff: Staff) -> bool:
    """Return whether a role of the person shows the rows of the kind. Nobody may who is in both agencies."""
    is_in_both = all(may(staff, permission) for permission in _VETTERS)
    return any(may(staff, one) for one in READERS[kind]) and not (is_in_both and READERS[kind][0] in _VETTERS)


async def list_exports(services: ExportServices, *, staff: Staff) -> list[Export]:
    """List the person's open exports that a role of the person still allows, newest first."""
    async with services.transactions.read() as transaction:
        found = await services.exports.list_open(transaction, staff.id, services.applications.clock.now())
    return [export for export in found if may_export(export.request.kind, staff)]


async def count_export(services: ExportServices, request: ExportRequest, *, staff: Staff) -> int:
    """Count the rows, or photos, of a request. Raises ForbiddenError."""
    _require_reader(request.kind, staff)
    return await count_rows(services, request)


async def create_export(services: ExportServices, request: ExportRequest, *, staff: Staff) -> Export:
    """Create an export that its owner can download for `LIFETIME`.

    Raises ForbiddenError; InvalidError `export.format`; RuleError `export.too_many`, `export.workbook_full`.
    """
    _require_reader(request.kind, staff)
    request = _with_own_filter(request)
    count = await _count_for_file(services, request)
    now = services.applications.clock.now()
    export = Export(
        id=services.applications.ids.new("exp"),
        owner=staff.id,
        request=request,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    async with services.transactions.write() as transaction:
        await services.exports.purge(transaction, now)
        if len(await services.exports.list_open(transaction, staff.id, now)) >= MAX_OPEN:
            raise RuleError("export.too_many", most=MAX_OPEN)
        await services.exports.add(transaction, export)
        await transaction.record(_entry_of(services, export, "created", count=count))
    return export


async def withdraw_export(services: ExportServices, export_id: str, *, staff: Staff) -> None:
    """Withdraw an export. Raises NotFoundError `export.not_available` for one that is not open, or another person's."""
    async with services.transactions.write() as transaction:
        export = await _get_own(services, transaction, export_id, staff)
        await services.exports.save_withdrawn(transaction, export.id, services.applications.clock.now())
        await transaction.record(_entry_of(services, export, "withdrawn"))


async def open_export(services: ExportServices, export_id: str, *, staff: Staff) -> Export:
    """Return an export to be downloaded now; the download is recorded with the number of rows.

    Raises NotFoundError `export.not_available` for one that has ended, that was withdrawn, or that is another
    person's, and when no role of the person shows its rows any more; RuleError `export.workbook_full`.
    """
    async with services.transactions.read() as transaction:
        export = await _get_own(services, transaction, export_id, staff)
    if not may_export(export.request.kind, staff):
        raise NotFoundError("export.not_available")
    count = await _count_for_file(services, export.request)
    await services.transactions.record_read(_entry_of(services, export, "downloaded", count=count))
    return export


async def _count_for_file(services: ExportServices, request: ExportRequest) -> int:
    """Count the rows of a file. Raises RuleError `export.workbook_full`."""
    count = await count_rows(services, request)
    if request.format is ExportFormat.XLSX and count > MAX_WORKBOOK_ROWS:
        raise RuleError("export.workbook_full", most=MAX_WORKBOOK_ROWS)
    return count


async def _get_own(services: ExportServices, transaction: Transaction, export_id: str, staff: Staff) -> Export:
    found = await services.exports.find(transaction, export_id)
    return require_own_open(found, owner=staff.id, now=services.applications.clock.now())


def _require_reader(kind: ExportKind, staff: Staff) -> None:
    if not may_export(kind, staff):
        raise ForbiddenError("role.missing")


def _with_own_filter(request: ExportRequest) -> ExportRequest:
    """Return the request with the fields of the filter that its kind has. Raises InvalidError `export.format`."""
    if request.format not in FORMATS[request.kind]:
        raise InvalidError("export.format", {"format": "export.format"})
    chosen = {name: value for name, value in request.filter.chosen.items() if name in FILTERS[request.kind]}
    return replace(request, filter=ExportFilter(**chosen))


def _entry_of(services: ExportServices, export: Export, act: str, **more: object) -> AuditEntry:
    request = export.request
    details = {"kind": request.kind.value, "format": request.format.value, "filter": request.filter.chosen, **more}
    return AuditEntry(f"{FEATURE}:{act}", export.owner, export.id, services.applications.clock.now(), details)
