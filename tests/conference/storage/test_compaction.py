"""Deleted rows leave nothing in the files of SQLite; a reader that holds them is waited for by another attempt."""

import pytest

from conference.bus import Bus
from conference.clock import ManualClock
from conference.errors import UnavailableError
from conference.retention.letters import ERASERS
from conference.storage import compaction
from conference.storage.compaction import compact_database
from conference.storage.engine import Database
from conference.storage.transactions import Transactions
from tests.support.marked_rows import MARK, add_marked_rows


def has_mark(database: Database) -> bool:
    assert database.file is not None
    files = database.file.parent.glob(f"{database.file.name}*")
    return any(MARK.encode() in path.read_bytes() for path in files if path.is_file())


async def delete_letters(transactions: Transactions, clock: ManualClock) -> None:
    await add_marked_rows(transactions, ERASERS, count=50, at=clock.now())
    async with transactions.write() as transaction:
        for eraser in ERASERS:
            await eraser.erase(transaction, limit=100)


async def test_deleted_rows_leave_nothing(
    each_database: Database, transactions: Transactions, clock: ManualClock
) -> None:
    await delete_letters(transactions, clock)
    await compact_database(each_database)
    assert each_database.file is None or not has_mark(each_database)


async def test_file_that_is_read_is_compacted_later(
    sqlite_database: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    transactions = Transactions(sqlite_database, Bus())
    monkeypatch.setattr(compaction, "BUSY_TIMEOUT_MS", 10)
    await delete_letters(transactions, clock)
    async with transactions.read() as transaction:
        await ERASERS[0].count(transaction)
        with pytest.raises(UnavailableError):
            await compact_database(sqlite_database)
    await compact_database(sqlite_database)
    assert not has_mark(sqlite_database)
