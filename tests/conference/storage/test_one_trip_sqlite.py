"""SQLite in its thread: one hand-over for a short statement, portions for a long result."""

import asyncio
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from conference.storage import engine
from conference.storage.engine import Database
from conference.storage.one_trip_sqlite import FIRST_ROWS, QuickReader, connect

COUNTED = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most}) SELECT i FROM n"


@pytest.fixture(autouse=True)
def serve_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make engines as a server does: those of other tests execute statements in the caller's thread."""
    monkeypatch.setattr(engine, "create_async_engine", create_async_engine)


async def test_long_results_are_whole_however_they_are_read(sqlite_database: Database) -> None:
    for most in (FIRST_ROWS - 1, FIRST_ROWS, FIRST_ROWS + 1, 3 * FIRST_ROWS + 7):
        asked, expected = text(COUNTED.format(most=most)), list(range(1, most + 1))
        async with sqlite_database.read() as connection:
            assert list((await connection.execute(asked)).scalars()) == expected
            assert [row.i async for row in await connection.stream(asked)] == expected
            assert (await connection.execute(asked)).scalar() == 1
            first = await connection.stream(asked)
            assert (await first.fetchone()) == (1,)
            await first.close()


async def test_writes_tell_how_many_rows_they_changed(sqlite_database: Database) -> None:
    async with sqlite_database.write() as connection:
        await connection.execute(text("CREATE TABLE things (i INTEGER)"))
        many = await connection.execute(text("INSERT INTO things VALUES (:i)"), [{"i": 1}, {"i": 2}, {"i": 3}])
        some = await connection.execute(text("UPDATE things SET i = 9 WHERE i > 1"))
        back = await connection.execute(text("DELETE FROM things WHERE i = 9 RETURNING i"))
    assert (many.rowcount, some.rowcount, back.scalars().all()) == (3, 2, [9, 9])


async def test_a_reader_opens_again_after_an_error(sqlite_database: Database, tmp_path: Path) -> None:
    async with sqlite_database.write() as connection:
        await connection.execute(text("CREATE TABLE things (i INTEGER)"))
    reader = QuickReader(tmp_path / "rostrum.db")
    with pytest.raises(sqlite3.OperationalError):
        reader.read(lambda opened: opened.execute("INSERT INTO things VALUES (1)").fetchall())
    assert reader.read(lambda opened: opened.execute("SELECT count(*) FROM things").fetchone()) == (0,)
    reader.close()


async def test_writing_begins_at_once_unless_another_one_writes(sqlite_database: Database) -> None:
    async with sqlite_database.write(), sqlite_database.session() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        assert not driver.begin_at_once(5)
        assert driver.sqlite.execute("PRAGMA busy_timeout").fetchone() == (5,)
    assert not driver.sqlite.in_transaction


async def test_connection_that_cannot_be_prepared_is_closed(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        await connect(str(tmp_path / "rostrum.db"), ["PRAGMA foreign_keys = ON", "no statement"])
    prepared = await connect(str(tmp_path / "rostrum.db"), ["PRAGMA foreign_keys = ON"])
    assert prepared.sqlite.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert prepared.sqlite.isolation_level is None
    await prepared.close()


def test_thread_of_a_file_that_cannot_be_opened_ends_silently(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "letter.db"
    path.write_text("this is a letter, not a database " * 100)
    tracebacks: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", tracebacks.append)
    before = set(threading.enumerate())
    for _ in range(20):
        with pytest.raises(sqlite3.DatabaseError):
            asyncio.run(connect(str(path), ("PRAGMA journal_mode = WAL",)))
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert tracebacks == []
