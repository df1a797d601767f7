"""Import of a watch-list in two steps: check a table, then put it in the place of the list in force."""

import asyncio
import hashlib
from collections.abc import Collection, Mapping
from datetime import timedelta

from msgspec import Struct

from accreditation.watch_list.actions.access import require_watch_officer
from accreditation.watch_list.domain.importing import MAX_ENTRIES, ReadList, read_watch_list
from accreditation.watch_list.ports import CheckedList, ImportedList
from accreditation.watch_list.services import WatchServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import ConflictError, InvalidError
from conference.tables.reading import read_table

CHECKED_LIFE = timedelta(minutes=30)
"""How long a checked list waits for its import."""

SUBJECT = "watch-list"
Headings = Mapping[str, Collection[str]]


class CheckResult(Struct, frozen=True):
    """What was read of a table, and the digest by which it is imported; no digest if a row is refused."""

    read: ReadList
    digest: str


async def check_list(services: WatchServices, content: bytes, headings: Headings, *, staff: Staff) -> CheckResult:
    """Check a table row by row, and keep it sealed for its import; nothing else is changed.

    Raises ForbiddenError, and InvalidError as `read_table` and `read_watch_list`.
    """
    require_watch_officer(staff)
    read = await asyncio.to_thread(_read_content, services, content, headings, staff.language)
    if read.problems:
        return CheckResult(read, "")
    now, digest = services.clock.now(), hashlib.sha256(content).hexdigest()
    async with services.transactions.write() as transaction:
        checked = CheckedList(digest, content, now + CHECKED_LIFE)
        await services.watch_list.save_checked(transaction, staff.id, checked)
    return CheckResult(read, digest)


async def import_list(services: WatchServices, digest: str, headings: Headings, *, staff: Staff) -> ImportedList:
    """Put the checked list in the place of the one in force. Settled hits stay.

    Raises ForbiddenError, ConflictError `watch_list.not_checked` when the officer has checked no list, or another one.
    """
    require_watch_officer(staff)
    now = services.clock.now()
    async with services.transactions.read() as transaction:
        checked = await services.watch_list.find_checked(transaction, staff.id, now=now)
    if checked is None or checked.digest != digest:
        raise ConflictError("watch_list.not_checked")
    read = await asyncio.to_thread(_read_content, services, checked.content, headings, staff.language)
    async with services.transactions.write() as transaction:
        current = await services.watch_list.find_current(transaction)
        version = current.version + 1 if current else 1
        imported = ImportedList(version, now, staff.id, len(read.entries))
        await services.watch_list.replace(transaction, read.entries, imported)
        await services.watch_list.delete_checked(transaction, staff.id)
        details = {"version": version, "entries": len(read.entries)}
        await services.log.append(transaction, AuditEntry("watch_list:list:imported", staff.id, SUBJECT, now, details))
        transaction.emit(WatchListImported(version))
    return imported


class WatchListImported(Struct, frozen=True):
    """A list was imported; applications are to be compared with it."""

    version: int


def _read_content(services: WatchServices, content: bytes, headings: Headings, language: str) -> ReadList:
    if not content:
        raise InvalidError("table.empty")
    heading, rows = read_table(content, language=language, most_rows=MAX_ENTRIES)
    return read_watch_list(heading, rows, headings, services.issuers)
