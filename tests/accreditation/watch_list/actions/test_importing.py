"""Import in two steps: nothing is imported before the second, nothing of a list with a refused row."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from accreditation.applications.services import ApplicationServices
from accreditation.watch_list.actions.importing import CHECKED_LIFE, check_list, import_list
from accreditation.watch_list.services import WatchServices
from accreditation.watch_list.storage.tables import watch_entries, watch_imports, watch_keys
from conference.clock import ManualClock
from conference.errors import ConflictError, ForbiddenError, InvalidError
from conference.storage.engine import Database
from tests.support.application_samples import OFFICER_A, OFFICER_B, OTHER_STAFF
from tests.support.watch_list import HEADINGS, TABLE, WATCH_OFFICER


async def test_list_is_imported_sealed_after_its_check(each_database: Database, watching: WatchServices) -> None:
    checked = await check_list(watching, TABLE.encode(), HEADINGS, staff=WATCH_OFFICER)
    async with watching.transactions.read() as transaction:
        assert await watching.watch_list.find_current(transaction) is None
    imported = await import_list(watching, checked.digest, HEADINGS, staff=WATCH_OFFICER)
    assert (imported.version, imported.entries) == (1, 2)
    async with watching.transactions.read() as transaction:
        assert await watching.watch_list.find_current(transaction) == imported
        stored = [bytes(row.sealed) for row in await transaction.connection.execute(select(watch_entries))]
        assert not [one for one in stored if b"Darwish" in one or b"K7654321" in one]
        assert len(list(await transaction.connection.scalars(select(watch_keys.c.key)))) > 4
        assert (await transaction.connection.execute(select(watch_imports))).first() is None
        entries, total = await watching.log.list_newest(transaction, offset=0, limit=9)
    assert (total, entries[0].action, entries[0].actor) == (1, "watch_list:list:imported", WATCH_OFFICER.id)


async def test_refused_row_or_file_imports_nothing(watching: WatchServices) -> None:
    broken = TABLE + "Lan Anh,,31/02/1990,,,\n"
    checked = await check_list(watching, broken.encode(), HEADINGS, staff=WATCH_OFFICER)
    assert [(row, column) for row, column, _ in checked.read.problems] == [(4, "birth_date")]
    with pytest.raises(ConflictError):
        await import_list(watching, checked.digest, HEADINGS, staff=WATCH_OFFICER)
    for content in (b"", b"%PDF-1.7", b"\x00" * 50):
        with pytest.raises(InvalidError):
            await check_list(watching, content, HEADINGS, staff=WATCH_OFFICER)


async def test_list_is_imported_only_by_the_officer_who_checked_it(watching: WatchServices, clock: ManualClock) -> None:
    checked = await check_list(watching, TABLE.encode(), HEADINGS, staff=WATCH_OFFICER)
    with pytest.raises(ConflictError):
        await import_list(watching, "0" * 64, HEADINGS, staff=WATCH_OFFICER)
    clock.advance(CHECKED_LIFE / timedelta(seconds=1))
    with pytest.raises(ConflictError):
        await import_list(watching, checked.digest, HEADINGS, staff=WATCH_OFFICER)


async def test_other_staff_checks_and_imports_nothing(desk: ApplicationServices, watching: WatchServices) -> None:
    for staff in (OFFICER_A, OFFICER_B, *OTHER_STAFF):
        with pytest.raises(ForbiddenError):
            await check_list(watching, TABLE.encode(), HEADINGS, staff=staff)
        with pytest.raises(ForbiddenError):
            await import_list(watching, "", HEADINGS, staff=staff)
