"""Read the verdicts of an agency that does not sign in: a report first, then all of them or none.

A report does what the real act does, in a transaction that is rolled back. So every rule of vetting is asked, and a
file that the report accepts is refused only if something has changed since.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from msgspec import Struct

from accreditation.applications.domain.applications import Application, Finding
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from accreditation.exchange.actions.enclosing import role_of
from accreditation.exchange.agency_services import AgencyServices, require_partner
from accreditation.exchange.domain.agency_keys import AgencyKey, RegisteredKey
from accreditation.exchange.domain.batches import Batch, BatchRow, BatchState, end_batch
from accreditation.exchange.domain.verdicts import (
    Fault,
    Verdict,
    VerdictFile,
    VerdictRow,
    find_batch_faults,
    find_row_faults,
    find_signature_faults,
)
from accreditation.exchange.sealed.verdict_files import check_signatures, read_verdicts
from accreditation.vetting.actions.reading import agency_of
from accreditation.vetting.actions.vetting import record_finding
from accreditation.vetting.domain import FindingInput
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import ConflictError, RostrumError
from conference.languages import FALLBACK
from conference.transactions import Transaction

CHANGED = "verdict.application_changed"
REGISTRAR = "verdict.registrar_approved"

_OUTDATED = frozenset({"application.changed", "application.find_not_now", "vetting.found_already"})
"""Errors of an application that is not any more as the agency saw it."""


class ReportRow(Struct, frozen=True):
    """A row of a report: its number, the verdict, and the name of the application's person, "" for an unknown one."""

    number: int
    verdict: VerdictRow
    name: str


@dataclass(frozen=True, slots=True)
class VerdictReport:
    """What a file of verdicts would do, or why it is refused as a whole. `names` are by application."""

    file: VerdictFile
    batch: Batch | None
    faults: tuple[Fault, ...]
    signers: tuple[AgencyKey, ...] = ()
    names: Mapping[str, str] | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether the file can be applied."""
        return not self.faults

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """The numbers of rows by verdict."""
        return Counter(row.verdict for row in self.file.rows)


class _RolledBackError(Exception):
    """Ends the transaction of a report, or of a refused file."""


async def review_verdicts(services: AgencyServices, data: bytes, *, staff: Staff) -> VerdictReport:
    """Return what a file would do; nothing is changed. Raises ForbiddenError, InvalidError `verdict.unreadable`."""
    return await _try_file(services, data, staff=staff, is_final=False)


async def apply_verdicts(services: AgencyServices, data: bytes, *, staff: Staff) -> VerdictReport:
    """Record all verdicts of a file as findings of the agency, or none of them; the report says why not.

    Raises ForbiddenError, InvalidError `verdict.unreadable`.
    """
    report = await _try_file(services, data, staff=staff, is_final=True)
    if not report.is_accepted:
        await _record_refusal(services, report, staff=staff)
    return report


async def _try_file(services: AgencyServices, data: bytes, *, staff: Staff, is_final: bool) -> VerdictReport:
    file = read_verdicts(data)
    require_partner(staff, file.agency)
    report = VerdictReport(file, None, ())
    try:
        async with services.applications.transactions.write() as transaction:
            report = await _apply_file(services, transaction, data, file, staff=staff)
            if report.faults or not is_final:
                raise _RolledBackError
    except _RolledBackError:
        pass
    return report


async def _apply_file(
    services: AgencyServices, transaction: Transaction, data: bytes, file: VerdictFile, *, staff: Staff
) -> VerdictReport:
    """Apply the file as far as it has no fault, and return the report."""
    await services.batches.lock(transaction, file.agency)
    batch = await services.batches.find(transaction, file.batch)
    keys = {one.key.fingerprint: one for one in await services.keys.list_all(transaction)}
    signers = tuple(keys[one].key for one in file.signers if one in keys)
    found = find_batch_faults(file, batch, event=services.event.id, now=services.applications.clock.now())
    report = VerdictReport(file, batch, tuple(found), signers)
    if batch is None or report.faults:
        return report
    rows = await services.batches.list_rows(transaction, batch)
    report = replace(report, names=await _read_names(services, transaction, file))
    faults = await _find_file_faults(services, data, report, keys=keys, rows=rows)
    if not faults:
        registrars = {keys[one.fingerprint].registered_by for one in signers}
        faults = await _record_rows(services, transaction, report, rows=rows, registrars=registrars)
    if not faults:
        await _end_answered(services, transaction, batch, report, staff=staff)
    return replace(report, faults=tuple(faults))


async def _find_file_faults(
    services: AgencyServices,
    data: bytes,
    report: VerdictReport,
    *,
    keys: Mapping[str, RegisteredKey],
    rows: Sequence[BatchRow | None],
) -> list[Fault]:
    publics = {fingerprint: one.key.public for fingerprint, one in keys.items() if one.key.purpose == "signing"}
    signatures = await asyncio.to_thread(check_signatures, data, publics)
    return find_signature_faults(signatures, keys, report.file) or find_row_faults(
        report.file, rows, services.applications.rules.refusal_reasons
    )


async def _read_names(services: AgencyServices, transaction: Transaction, file: VerdictFile) -> dict[str, str]:
    ids = list(dict.fromkeys(row.application_id for row in file.rows))
    found: Sequence[Application] = await services.applications.applications.list_by_ids(transaction, ids)
    return {one.id: one.applicant.native_name for one in found}


async def _record_rows(
    services: AgencyServices,
    transaction: Transaction,
    report: VerdictReport,
    *,
    rows: Sequence[BatchRow | None],
    registrars: set[str],
) -> list[Fault]:
    """Record the verdicts as findings by the officer who signed first; return why some cannot be."""
    nested = replace(services.applications, transactions=services.nest(transaction))
    officer, faults = _staff_of(report.signers[0]), []
    for number, (verdict, row) in enumerate(zip(report.file.rows, rows, strict=True), start=1):
        if row is None or verdict.verdict is Verdict.UNDECIDED:
            continue
        code = await _record_row(nested, verdict, row, officer=officer, registrars=registrars)
        if code:
            faults.append(Fault(code, number, row.application_id))
    return faults


async def _record_row(
    nested: ApplicationServices,
    verdict: VerdictRow,
    row: BatchRow,
    *,
    officer: Staff,
    registrars: set[str],
) -> str:
    """Record one verdict as a finding; return the key of what stands against it, "" if nothing does."""
    finding = Finding.APPROVED if verdict.verdict is Verdict.APPROVED else Finding.REFUSED
    finding_input = FindingInput(finding=finding, reason=verdict.reason or None)
    seen, agency = SeenVersion(row.application_id, row.version), agency_of(officer)
    try:
        application = await record_finding(
            nested, finding_input, agency=agency, seen=seen, staff=officer, only_first=True
        )
    except RostrumError as error:
        return CHANGED if error.code in _OUTDATED or isinstance(error, ConflictError) else error.code
    other = application.checks.get(agency.other)
    if application.is_approved and other is not None and other.officer in registrars:
        return REGISTRAR
    return ""


def _staff_of(key: AgencyKey) -> Staff:
    """Return the holder of a key as an officer of the agency."""
    return Staff(key.actor, key.id, key.name, frozenset({role_of(key.agency)}), FALLBACK)


async def _end_answered(
    services: AgencyServices, transaction: Transaction, batch: Batch, report: VerdictReport, *, staff: Staff
) -> None:
    now = services.applications.clock.now()
    ended = end_batch(batch, BatchState.ANSWERED, by=staff.id, at=now, verdict_file=report.file.digest)
    await services.batches.save(transaction, ended)
    details = {
        "agency": batch.agency.value,
        "sequence": batch.sequence,
        "file": report.file.digest,
        "keys": list(report.file.signers),
        **{verdict.value: count for verdict, count in report.counts.items()},
    }
    await transaction.record(AuditEntry("accreditation:batch:answered", staff.id, batch.id, now, details))


async def _record_refusal(services: AgencyServices, report: VerdictReport, *, staff: Staff) -> None:
    """Record that a file was refused, and why, by the codes alone."""
    batch = report.batch.id if report.batch else "unknown"
    details = {
        "agency": report.file.agency.value,
        "file": report.file.digest,
        "faults": sorted({fault.code for fault in report.faults}),
        "rows": [fault.row for fault in report.faults if fault.row],
    }
    now = services.applications.clock.now()
    async with services.applications.transactions.write() as transaction:
        await transaction.record(AuditEntry("accreditation:batch:verdicts_refused", staff.id, batch, now, details))
