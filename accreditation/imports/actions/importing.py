"""Imports of applications and outlets: checked as a whole, then written as a whole, in one transaction."""

from collections.abc import Sequence
from dataclasses import replace

from accreditation.access.roles import Permission
from accreditation.applications.actions.applying import add_application
from accreditation.applications.domain.answers import Answers
from accreditation.applications.domain.drafts import DRAFT_LIFE
from accreditation.applications.domain.photos import PreparedPhoto
from accreditation.applications.services import ApplicationServices
from accreditation.imports.actions.files import ImportFiles, ReadImport, read_files
from accreditation.imports.domain import (
    ROW,
    ImportKind,
    ImportReport,
    ImportRow,
    digest_of_import,
    with_problem,
)
from accreditation.imports.services import ImportServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ConflictError, ForbiddenError, InvalidError, RuleError
from conference.tables.archives import name_key
from conference.texts.typed_text import Problem
from conference.transactions import Transaction


async def check_import(services: ImportServices, files: ImportFiles, *, staff: Staff) -> tuple[ImportReport, str]:
    """Return the report of an import, and the digest of its files. Nothing is written.

    Raises ForbiddenError, and as `read_files`.
    """
    require_importer(staff)
    found = await _read_files(services, files)
    if found.report.faulty:
        return found.report, found.digest
    try:
        await _write_all(services.silent, files.kind, found, staff=staff, is_trial=True)
    except _NotWrittenError as stopped:
        return ImportReport(stopped.rows, found.report.unused), found.digest
    raise AssertionError("a trial is not committed")


async def carry_out_import(
    services: ImportServices, files: ImportFiles, *, digest: str, with_letters: bool, staff: Staff
) -> ImportReport:
    """Import the files that were checked, with a letter to each applicant if wanted; return the report.

    Nothing is written when a row has problems now. Raises ForbiddenError, ConflictError `import.other_files` for files
    with another digest, and as `read_files`.
    """
    require_importer(staff)
    found = await _read_files(services, files)
    if found.digest != digest:
        raise ConflictError("import.other_files")
    if found.report.faulty:
        return found.report
    applications = services.announcing if with_letters else services.silent
    try:
        await _write_all(applications, files.kind, found, staff=staff, with_letters=with_letters)
    except _NotWrittenError as stopped:
        return ImportReport(stopped.rows, found.report.unused)
    return found.report


def require_importer(staff: Staff) -> None:
    """Raise ForbiddenError unless the person vets for the accreditation agency and for no other."""
    if not may(staff, Permission.VET_ACCREDITATION) or may(staff, Permission.VET_SECURITY):
        raise ForbiddenError("role.missing")


class _NotWrittenError(Exception):
    """Ends the transaction of a trial, or of an import whose rows have problems; `rows` are as they are now."""

    def __init__(self, rows: Sequence[ImportRow]) -> None:
        super().__init__()
        self.rows = tuple(rows)


async def _read_files(services: ImportServices, files: ImportFiles) -> ReadImport:
    applications = services.silent
    return await read_files(files, form_choices=applications.rules.choices, studio=applications.studio)


async def _write_all(
    services: ApplicationServices,
    kind: ImportKind,
    found: ReadImport,
    *,
    staff: Staff,
    is_trial: bool = False,
    with_letters: bool = False,
) -> None:
    """Write every row, or raise _NotWrittenError: always for a trial, else when a row has problems."""
    async with services.transactions.write() as transaction:
        rows = [
            await _write_outlet(services, transaction, row)
            if kind is ImportKind.OUTLETS
            else await _write_application(services, transaction, row, found=found, staff=staff)
            for row in found.report.rows
        ]
        if is_trial or any(row.problems for row in rows):
            raise _NotWrittenError(rows)
        details = {"kind": kind.value, "count": len(rows), "files": found.digest, "letters": with_letters}
        subject = services.ids.new("imp")
        entry = AuditEntry("accreditation:import:completed", staff.id, subject, services.clock.now(), details)
        await transaction.record(entry)


async def _write_application(
    services: ApplicationServices, transaction: Transaction, row: ImportRow, *, found: ReadImport, staff: Staff
) -> ImportRow:
    answers, photo = row.answers, found.photos.get(name_key(row.photo))
    if answers is None or photo is None:
        return with_problem(row, ROW, Problem("import.changed"))
    digest = digest_of_import(answers)
    if await services.applications.find_by_secret(transaction, digest) is not None:
        return with_problem(row, ROW, Problem("import.application_exists"))
    try:
        await _add_with_photo(services, transaction, (answers, digest, photo), staff)
    except (RuleError, ConflictError, InvalidError) as error:
        column = "outlet" if error.code.startswith("outlet.") else ROW
        return with_problem(row, column, Problem(error.code, error.params))
    return row


async def _add_with_photo(
    services: ApplicationServices, transaction: Transaction, row: tuple[Answers, str, PreparedPhoto], staff: Staff
) -> None:
    answers, digest, photo = row
    expires_at = services.clock.now() + DRAFT_LIFE
    photo_id = services.ids.new("photo")
    await services.photos.add_draft(transaction, photo_id, photo, secret_hash=digest, expires_at=expires_at)
    await add_application(services, transaction, answers, digest, officer=staff.id)


async def _write_outlet(services: ApplicationServices, transaction: Transaction, row: ImportRow) -> ImportRow:
    if row.outlet is None:
        return with_problem(row, ROW, Problem("import.changed"))
    for name in (row.outlet.name, *row.outlet.aliases):
        owner = await services.outlets.find_by_alias(transaction, name)
        if owner is not None:
            column = "outlet" if name == row.outlet.name else "aliases"
            return with_problem(row, column, Problem("outlet.name_taken", {"name": owner.name}))
    outlet = replace(row.outlet, id=services.ids.new("out"))
    await services.outlets.add(transaction, outlet)
    await services.outlets.save(transaction, replace(outlet, version=1))
    return row
