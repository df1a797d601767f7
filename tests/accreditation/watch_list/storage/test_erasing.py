"""Deletion of the list and of the agency's log: whole, and counted as one."""

from sqlalchemy import func, select

from accreditation.watch_list.actions.importing import check_list, import_list
from accreditation.watch_list.services import WatchServices
from accreditation.watch_list.storage.erasing import ERASERS
from accreditation.watch_list.storage.tables import watch_entries, watch_imports, watch_keys, watch_log
from conference.storage.engine import Database
from tests.support.watch_list import HEADINGS, TABLE, WATCH_OFFICER


async def test_list_and_log_are_deleted_and_counted_as_one(each_database: Database, watching: WatchServices) -> None:
    checked = await check_list(watching, TABLE.encode(), HEADINGS, staff=WATCH_OFFICER)
    await import_list(watching, checked.digest, HEADINGS, staff=WATCH_OFFICER)
    await check_list(watching, TABLE.encode(), HEADINGS, staff=WATCH_OFFICER)
    async with watching.transactions.write() as transaction:
        assert [await eraser.count(transaction) for eraser in ERASERS] == [1, 1]
        assert [await eraser.erase(transaction, limit=1) for eraser in ERASERS] == [1, 1]
        for table in (watch_entries, watch_imports, watch_keys, watch_log):
            assert await transaction.connection.scalar(select(func.count()).select_from(table)) == 0
        assert [await eraser.erase(transaction, limit=1) for eraser in ERASERS] == [0, 0]
        assert [await eraser.erase_person(transaction, "app_1") for eraser in ERASERS] == [0, 0]
