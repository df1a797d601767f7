"""Whether the database takes writes."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from conference.errors import OvertakenError, UnavailableError
from conference.storage import write_health
from conference.storage.engine import Database
from conference.storage.write_health import PROBE_AFTER_S, writes_check


def lock_waits(database: Database) -> list[str]:
    """Return a list to which the transactions that are begun from now on add."""
    begun: list[str] = []

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            begun.append(statement)

    return begun


async def write(database: Database, error: Exception | None = None) -> None:
    async with database.write():
        if error:
            raise error


async def test_outcome_of_the_latest_write_is_believed_for_a_time(sqlite_database: Database) -> None:
    await write(sqlite_database)
    begun, moment = lock_waits(sqlite_database), sqlite_database.latest_write
    assert moment is not None
    times = iter((moment.at + PROBE_AFTER_S - 0.1, moment.at + PROBE_AFTER_S))
    takes_writes = writes_check(sqlite_database, lambda: next(times))
    assert (await takes_writes(), len(begun)) == (True, 0)
    assert (await takes_writes(), len(begun)) == (True, 1)


async def test_failed_write_is_unhealthy_until_one_succeeds(sqlite_database: Database) -> None:
    takes_writes = writes_check(sqlite_database)
    with pytest.raises(UnavailableError):
        await write(sqlite_database, UnavailableError("database.unavailable"))
    assert not await takes_writes()
    await write(sqlite_database)
    assert await takes_writes()


@pytest.mark.parametrize("error", [OvertakenError("database.unavailable"), ValueError("a rule of the caller")])
async def test_other_errors_are_no_outage(sqlite_database: Database, error: Exception) -> None:
    with pytest.raises(type(error)):
        await write(sqlite_database, error)
    assert await writes_check(sqlite_database)()


async def test_idle_database_that_takes_no_writes_is_found(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_health, "LOCK_WAIT_S", 0.0)
    with closing(sqlite3.connect(tmp_path / "rostrum.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError):
            await writes_check(sqlite_database)()


async def test_postgresql_takes_the_small_write(postgresql_database: Database) -> None:
    assert await writes_check(postgresql_database)()
