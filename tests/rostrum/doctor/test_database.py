"""Check of the database: missing, old, newer, damaged, unsafe or unreachable."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from conference.storage import engine
from rostrum.doctor import Level
from rostrum.doctor.database import check_database
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.rostrum.doctor.findings import is_empty, wrong
from tests.support.servers import create_database, drop_database, free_port


@pytest.fixture(autouse=True)
def wait_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make connections as the program does: those of other tests do not wait for the disk, which is reported."""
    monkeypatch.setattr(engine, "create_async_engine", create_async_engine)


async def test_migrated_database_is_well(settings: Settings) -> None:
    assert {finding.level for finding in await check_database(settings)} == {Level.OK}


async def test_missing_database_is_reported_and_not_created(tmp_path: Path) -> None:
    found = list(await check_database(Settings(data_dir=tmp_path)))
    assert wrong(found) == [f"There is no database at {tmp_path}/rostrum.db yet."]
    assert "rostrum migrate" in found[0].todo
    assert is_empty(tmp_path)


async def test_unmigrated_database_is_reported(tmp_path: Path) -> None:
    (tmp_path / "rostrum.db").touch()
    (said,) = wrong(await check_database(Settings(data_dir=tmp_path)))
    assert said.startswith("The database lacks ")


async def test_newer_database_is_reported(settings: Settings) -> None:
    async with open_runtime(settings) as runtime, runtime.database.write() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_later'")
    assert wrong(await check_database(settings)) == ["The database is newer than this program (9999_later)."]


async def test_database_without_write_ahead_log_is_reported() -> None:
    found = wrong(await check_database(Settings(database_url="sqlite:///:memory:")))
    assert "SQLite may lose what it has confirmed: journal_mode is memory, synchronous is 2." in found


async def test_file_that_is_no_database_is_reported(tmp_path: Path) -> None:
    (tmp_path / "rostrum.db").write_text("this is a letter, not a database " * 100)
    (said,) = wrong(await check_database(Settings(data_dir=tmp_path)))
    assert "file is not a database" in said


async def test_unreachable_database_is_reported() -> None:
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
    (finding,) = await check_database(Settings(database_url=url))
    assert finding.said.startswith("The database cannot be reached: ")
    assert "Connect" in finding.said
    assert finding.todo == "Start it, or correct DATABASE_URL."


@pytest.fixture
async def postgresql(postgres_url: str, postgres_template: str) -> AsyncIterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    yield await create_database(postgres_url, name, postgres_template)
    await drop_database(postgres_url, name)


async def set_fsync(url: str, state: str) -> None:
    """Set `fsync` of the server, and wait until new connections have it."""
    connection = await asyncpg.connect(url)
    await connection.execute(f"ALTER SYSTEM SET fsync = {state}")
    await connection.execute("SELECT pg_reload_conf()")
    while await connection.fetchval("SHOW fsync") != state:
        await connection.execute("SELECT pg_sleep(0.01)")
    await connection.close()


@pytest.fixture
async def postgresql_with_fsync(postgresql: str) -> AsyncIterator[str]:
    """A database of a server that waits for the disk, which that of the other tests does not."""
    await set_fsync(postgresql, "on")
    yield postgresql
    await set_fsync(postgresql, "off")


async def test_postgresql_that_does_not_wait_for_the_disk_is_reported(postgresql: str) -> None:
    (forgetful,) = wrong(await check_database(Settings(database_url=postgresql)))
    assert forgetful == "PostgreSQL may lose what it has confirmed: fsync is off."


async def test_postgresql_unsafe_or_too_small_is_reported(postgresql_with_fsync: str) -> None:
    postgresql = postgresql_with_fsync
    assert wrong(await check_database(Settings(database_url=postgresql))) == []
    connection = await asyncpg.connect(postgresql)
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    await connection.close()
    forgetful, small = wrong(await check_database(Settings(database_url=postgresql, workers=1000)))
    assert forgetful == "PostgreSQL may lose what it has confirmed: synchronous_commit is off."
    assert small.startswith("This node may open 12000 connections; PostgreSQL takes ")
