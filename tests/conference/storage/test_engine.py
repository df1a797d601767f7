"""The two databases behave the same: snapshots, rollback, one writer, foreign keys."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import bindparam, event, select, text
from sqlalchemy.exc import IntegrityError

from conference.errors import UnavailableError
from conference.storage import engine
from conference.storage.engine import Database, open_database
from conference.storage.site_key import site_keys

COUNT = text("SELECT count(*) FROM site_keys")
ADD = text("INSERT INTO site_keys VALUES (:name, '', '')")


async def count(database: Database) -> int:
    async with database.read() as connection:
        return int((await connection.execute(COUNT)).scalar_one())


async def add(database: Database, name: str, *, lock_wait_s: float | None = None) -> None:
    async with database.write(lock_wait_s=lock_wait_s) as connection:
        await connection.execute(ADD, {"name": name})


def is_file(path: Path) -> bool:
    return path.is_file()


@pytest.fixture
def locked_file(sqlite_database: Database, tmp_path: Path) -> Iterator[Database]:
    """A SQLite database in which another program writes."""
    with closing(sqlite3.connect(tmp_path / "rostrum.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield sqlite_database


async def test_read_sees_one_snapshot(database: Database) -> None:
    async with database.read() as connection:
        assert (await connection.execute(COUNT)).scalar() == 0
        await add(database, "one")
        assert (await connection.execute(COUNT)).scalar() == 0
    assert await count(database) == 1


async def test_write_that_raises_changes_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.write() as connection:
            await connection.execute(ADD, {"name": "one"})
            raise ZeroDivisionError
    assert await count(database) == 0


async def test_statement_that_fails_undoes_the_transaction(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            for name in ("one", "two", "one"):
                await connection.execute(ADD, {"name": name})
    assert await count(database) == 0


async def test_read_transaction_cannot_write(postgresql_database: Database) -> None:
    with pytest.raises(UnavailableError):
        async with postgresql_database.read() as connection:
            await connection.execute(ADD, {"name": "one"})
    assert await count(postgresql_database) == 0


async def test_write_in_a_read_transaction_is_dropped(sqlite_database: Database) -> None:
    async with sqlite_database.read() as connection:
        await connection.execute(ADD, {"name": "one"})
    assert await count(sqlite_database) == 0


async def test_many_writers_take_turns(database: Database) -> None:
    await asyncio.gather(*(add(database, f"{n}") for n in range(30)))
    assert await count(database) == 30


async def test_foreign_keys_are_enforced(database: Database) -> None:
    columns = "secret_hash, staff_id, created_at, seen_at, expires_at"
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await connection.execute(text(f"INSERT INTO logins ({columns}) VALUES ('x', 'unknown', '', '', '')"))


async def test_writer_may_limit_its_wait_for_a_lock(locked_file: Database) -> None:
    async with asyncio.timeout(5):
        with pytest.raises(UnavailableError, match=r"database\.unavailable"):
            await add(locked_file, "one", lock_wait_s=0.01)
    assert await count(locked_file) == 0


async def test_writers_wait_for_a_held_lock_together(locked_file: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 200)
    monkeypatch.setattr(engine, "LONG_QUEUE_S", 0.0)
    began: list[str] = []
    event.listen(locked_file.engine.sync_engine, "before_cursor_execute", lambda *given: began.append(given[2]))
    outcomes = await asyncio.gather(*(add(locked_file, f"{n}") for n in range(5)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [UnavailableError] * 5
    assert began.count("BEGIN IMMEDIATE") < 5
    waits_ms = [int(statement.split("= ")[1]) for statement in began if "busy_timeout" in statement]
    assert sum(waits_ms[::2]) <= 300  # every second statement restores the usual limit


async def test_database_is_opened_at_its_first_use(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/new.db")
    assert not is_file(tmp_path / "new.db")
    async with database.read() as connection:
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar() == "wal"
        assert database.connections_in_use() == 1
    await database.close()
    assert is_file(tmp_path / "new.db")


def test_unknown_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        open_database("mysql://somewhere/else")


async def test_rows_of_one_statement_are_the_committed_ones(database: Database) -> None:
    found = select(site_keys.c.name).where(site_keys.c.name == bindparam("sought"))
    async with database.write() as connection:
        await connection.execute(ADD, {"name": "one"})
        assert await database.read_rows(found, {"sought": "one"}) == []
    (row,) = await database.read_rows(found, {"sought": "one"})
    assert row.name == "one"


async def test_rows_are_read_while_another_program_writes(locked_file: Database) -> None:
    assert await locked_file.read_rows(select(site_keys.c.name), {}) == []
