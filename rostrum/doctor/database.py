"""Checks of the database: reachable, migrated, durable."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.bus import Bus
from conference.errors import RostrumError
from conference.storage.engine import POOL_SIZE, Database, open_database, sqlite_file
from conference.storage.transactions import Transaction, Transactions
from rostrum.doctor import Finding, ok, problem, warning
from rostrum.doctor.clocks import compare_clocks
from rostrum.migrations.migrate import missing_migrations
from rostrum.settings import Settings

OLDEST_POSTGRESQL = 130000
"""Value of `server_version_num`; older versions are no longer maintained."""

_DURABLE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
}
_UNREACHABLE = (OSError, SQLAlchemyError, RostrumError)


async def check_database(settings: Settings) -> Iterable[Finding]:
    """Check that the database is reachable, migrated, and keeps committed data."""
    missing = _missing_file(settings)
    if missing is not None:
        return [problem(f"There is no database at {missing} yet.", "Run `rostrum migrate`, or `rostrum serve`.")]
    try:
        async with _open_database_for_reading(settings) as (database, connection):
            findings = [ok(f"The database answers ({database.dialect}).")]
            findings += await _check_migrations(database)
            return findings + [finding async for finding in _check_server(database, connection, settings)]
    except _UNREACHABLE as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        return [problem(f"The database cannot be reached: {reason}", "Start it, or correct DATABASE_URL.")]


def database_exists(settings: Settings) -> bool:
    """Whether the database exists. Connecting to a missing SQLite file would create it."""
    return _missing_file(settings) is None


@asynccontextmanager
async def read_migrated_database(settings: Settings) -> AsyncIterator[Transaction | None]:
    """Open a read transaction; yield None unless all migrations are applied, which another check reports."""
    database = open_database(settings.database)
    try:
        if any(await missing_migrations(database)):
            yield None
            return
        async with Transactions(database, Bus()).read() as transaction:
            yield transaction
    finally:
        await database.close()


def _missing_file(settings: Settings) -> Path | None:
    path = sqlite_file(make_url(settings.database))
    return None if path is None or path.exists() else path


@asynccontextmanager
async def _open_database_for_reading(settings: Settings) -> AsyncIterator[tuple[Database, AsyncConnection]]:
    database = open_database(settings.database)
    try:
        async with database.read() as connection:
            yield database, connection
    finally:
        await database.close()


async def _check_migrations(database: Database) -> list[Finding]:
    missing, newer = await missing_migrations(database)
    if newer:
        return [problem(f"The database is newer than this program ({newer[0]}).", "Install the newer program.")]
    if missing:
        return [problem(f"The database lacks {len(missing)} migrations.", "Run `rostrum migrate`.")]
    return [ok("The database has the shape that this program knows.")]


async def _check_server(database: Database, connection: AsyncConnection, settings: Settings) -> AsyncIterator[Finding]:
    if database.dialect == "sqlite":
        async for finding in _check_sqlite(connection):
            yield finding
        return
    for name, durable in _DURABLE.items():
        value = str((await connection.execute(text(f"SHOW {name}"))).scalar())
        if value in durable:
            yield ok(f"PostgreSQL: {name} is {value}.")
        else:
            said = f"PostgreSQL may lose what it has confirmed: {name} is {value}."
            yield problem(said, f"Set {name} = on in its configuration, and for this database and role.")
    version = int(str((await connection.execute(text("SHOW server_version_num"))).scalar()))
    if version < OLDEST_POSTGRESQL:
        yield warning(f"PostgreSQL {version // 10000} is not maintained any more.", "Upgrade it to 13 or newer.")
    yield await _check_connection_limit(connection, settings)
    yield await _check_clock(connection)


async def _check_sqlite(connection: AsyncConnection) -> AsyncIterator[Finding]:
    mode = (await connection.exec_driver_sql("PRAGMA journal_mode")).scalar()
    synchronous = (await connection.exec_driver_sql("PRAGMA synchronous")).scalar()
    if mode != "wal" or synchronous != 2:
        said = f"SQLite may lose what it has confirmed: journal_mode is {mode}, synchronous is {synchronous}."
        yield problem(said, "Put the data folder on a local file system that allows a write-ahead log.")
    else:
        yield ok("SQLite: write-ahead log, a sync at each commit.")
    integrity = (await connection.exec_driver_sql("PRAGMA quick_check(1)")).scalar()
    if integrity != "ok":
        yield problem(f"The SQLite file is damaged: {integrity}", "Restore the newest backup (docs/runbook.md).")


async def _check_connection_limit(connection: AsyncConnection, settings: Settings) -> Finding:
    limit = int(str((await connection.execute(text("SHOW max_connections"))).scalar()))
    needed = POOL_SIZE * settings.workers
    if needed > limit - 3:
        said = f"This node may open {needed} connections; PostgreSQL takes {limit}, 3 of them for its superuser."
        return problem(said, "Raise max_connections, or run fewer workers.")
    return ok(f"PostgreSQL takes {limit} connections; this node opens at most {needed}.")


async def _check_clock(connection: AsyncConnection) -> Finding:
    before = datetime.now(UTC)
    async with asyncio.timeout(5):
        server_time = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return compare_clocks("PostgreSQL", server_time, before, datetime.now(UTC))
