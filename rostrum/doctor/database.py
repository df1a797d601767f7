"""The database: there, in the right shape, and keeping what it is given."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.errors import RostrumError
from conference.storage.engine import POOL_SIZE, Database, open_database
from rostrum.doctor import Finding, ok, problem, warning
from rostrum.doctor.clocks import apart
from rostrum.migrations.migrate import missing_migrations
from rostrum.settings import Settings

OLDEST_POSTGRESQL = 130000
"""As `server_version_num` says it: older ones are not maintained any more."""

_DURABLE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
}
_UNREACHABLE = (OSError, SQLAlchemyError, RostrumError)


async def check_database(settings: Settings) -> Iterable[Finding]:
    """Whether the database answers, is migrated, and loses nothing that it has confirmed."""
    absent = _absent_file(settings)
    if absent is not None:
        return [problem(f"There is no database at {absent} yet.", "Run `rostrum migrate`, or `rostrum serve`.")]
    try:
        async with _opened(settings) as (database, connection):
            found = [ok(f"The database answers ({database.dialect}).")]
            found += await _shape(database)
            return found + [finding async for finding in _health(database, connection, settings)]
    except _UNREACHABLE as error:
        why = str(error.__cause__ or error).splitlines()[0]
        return [problem(f"The database cannot be reached: {why}", "Start it, or correct DATABASE_URL.")]


def is_there(settings: Settings) -> bool:
    """Whether there is a database to look into: SQLite would make an empty file of what is not there."""
    return _absent_file(settings) is None


def _absent_file(settings: Settings) -> Path | None:
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    path = Path(str(url.database))
    return None if path.exists() else path


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Database, AsyncConnection]]:
    database = open_database(settings.database)
    try:
        async with database.read() as connection:
            yield database, connection
    finally:
        await database.close()


async def _shape(database: Database) -> list[Finding]:
    missing, newer = await missing_migrations(database)
    if newer:
        return [problem(f"The database is newer than this program ({newer[0]}).", "Install the newer program.")]
    if missing:
        return [problem(f"The database lacks {len(missing)} migrations.", "Run `rostrum migrate`.")]
    return [ok("The database has the shape that this program knows.")]


async def _health(database: Database, connection: AsyncConnection, settings: Settings) -> AsyncIterator[Finding]:
    if database.dialect == "sqlite":
        async for finding in _sqlite(connection):
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
    yield await _room(connection, settings)
    yield await _clock(connection)


async def _sqlite(connection: AsyncConnection) -> AsyncIterator[Finding]:
    mode = (await connection.exec_driver_sql("PRAGMA journal_mode")).scalar()
    synchronous = (await connection.exec_driver_sql("PRAGMA synchronous")).scalar()
    if mode != "wal" or synchronous != 2:
        said = f"SQLite may lose what it has confirmed: journal_mode is {mode}, synchronous is {synchronous}."
        yield problem(said, "Put the data folder on a local file system that allows a write-ahead log.")
    else:
        yield ok("SQLite: write-ahead log, a sync at each commit.")
    whole = (await connection.exec_driver_sql("PRAGMA quick_check(1)")).scalar()
    if whole != "ok":
        yield problem(f"The SQLite file is damaged: {whole}", "Restore the newest backup (docs/runbook.md).")


async def _room(connection: AsyncConnection, settings: Settings) -> Finding:
    most = int(str((await connection.execute(text("SHOW max_connections"))).scalar()))
    needed = POOL_SIZE * settings.workers
    if needed > most - 3:
        said = f"This node may open {needed} connections; PostgreSQL takes {most}, 3 of them for its superuser."
        return problem(said, "Raise max_connections, or run fewer workers.")
    return ok(f"PostgreSQL takes {most} connections; this node opens at most {needed}.")


async def _clock(connection: AsyncConnection) -> Finding:
    before = datetime.now(UTC)
    async with asyncio.timeout(5):
        theirs = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return apart("PostgreSQL", theirs, before, datetime.now(UTC))
