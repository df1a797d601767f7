"""Deleted rows leave nothing in the files of SQLite; a reader that holds them is waited for by another attempt."""

from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from conference.bus import Bus
from conference.clock import ManualClock
from conference.errors import UnavailableError
from conference.event.storage import event_files
from conference.retention.letters import ERASERS
from conference.storage import compaction
from conference.storage.compaction import compact_database, empty_log
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


async def test_deleted_row_is_in_no_byte_of_the_files(sqlite_database: Database, tmp_path: Path) -> None:
    """Also of a value that has pages of its own, which are free afterwards."""
    value = b"Qxzwv" * 4000
    async with sqlite_database.write() as connection:
        await connection.execute(insert(event_files).values(name="large", content=value))
    await empty_log(sqlite_database)
    assert files_with(tmp_path, b"Qxzwv") == ["rostrum.db"]
    async with sqlite_database.write() as connection:
        await connection.execute(delete(event_files).where(event_files.c.name == "large"))
    await empty_log(sqlite_database)
    assert files_with(tmp_path, b"Qxzwv") == []


def files_with(folder: Path, content: bytes) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file() and content in path.read_bytes())
