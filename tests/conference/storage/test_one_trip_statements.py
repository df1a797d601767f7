"""Statements of SQLite that are compiled once: their values, their rows and their errors."""

import sqlite3
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import bindparam, insert, select, update

from conference.errors import UnavailableError
from conference.storage.audit import audit_log
from conference.storage.engine import Database
from conference.storage.one_trip_statements import SqliteStatement, row_class, run_at_once, run_in_one_trip
from tests.conftest import MORNING

COLUMNS = audit_log.c.keys()
ROW = {
    "seq": 7,
    "at": MORNING.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")),
    "action": "test:thing:done",
    "actor": "system",
    "subject": "one",
    "details": "{}",
    "previous_hash": "0",
    "hash": "1",
}


async def test_rows_have_columns_by_name_and_values_of_their_types(sqlite_database: Database) -> None:
    insertion = SqliteStatement(insert(audit_log), columns=COLUMNS)
    found = SqliteStatement(select(audit_log.c.at, audit_log.c.hash).where(audit_log.c.seq == bindparam("sought")))
    async with sqlite_database.write() as connection:
        await run_in_one_trip(connection, lambda sqlite: insertion.run_many(sqlite, [ROW]))
        (row,) = await run_at_once(connection, lambda sqlite: found.run(sqlite, {"sought": 7}))
        assert await run_at_once(connection, lambda sqlite: found.run(sqlite, {"sought": 8})) == []
    assert (row.at, row.hash) == (MORNING, "1")


async def test_writes_are_part_of_the_open_transaction(sqlite_database: Database) -> None:
    insertion = SqliteStatement(insert(audit_log), columns=COLUMNS)
    with pytest.raises(RuntimeError, match="roll back"):
        async with sqlite_database.write() as connection:
            await run_at_once(connection, lambda sqlite: insertion.run(sqlite, ROW))
            raise RuntimeError("roll back")
    async with sqlite_database.read() as connection:
        assert (await connection.execute(select(audit_log.c.seq))).all() == []


def test_missing_value_is_an_error() -> None:
    change = SqliteStatement(update(audit_log).values(hash=bindparam("given")))
    with pytest.raises(KeyError):
        SqliteStatement(insert(audit_log), columns=COLUMNS).bind_values({"seq": 1})
    assert change.bind_values({"given": "2"}) == ["2"]


async def test_outage_is_unavailable_and_other_errors_stay(sqlite_database: Database) -> None:
    def fail_busy(_connection: sqlite3.Connection) -> None:
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error

    async with sqlite_database.read() as connection:
        for run in (run_at_once, run_in_one_trip):
            with pytest.raises(UnavailableError):
                await run(connection, fail_busy)
            with pytest.raises(sqlite3.OperationalError, match="no such table"):
                await run(connection, lambda sqlite: sqlite.execute("SELECT 1 FROM missing"))


def test_class_of_rows_is_made_once_for_its_columns() -> None:
    assert row_class(("a", "b")) is row_class(("a", "b"))
    assert row_class(("a", "b"))(1, 2).b == 2
