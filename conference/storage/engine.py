"""The database: SQLite in one file, or PostgreSQL, behind the same two doors, `read` and `write`."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any, Literal, cast

from sqlalchemy import MetaData, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

Dialect = Literal["sqlite", "postgresql"]

METADATA = MetaData()
"""Every table of the program; each package's storage adds its own."""

BUSY_TIMEOUT_MS = 15_000
"""How long SQLite waits for another process's write (a backup, a second command) before it gives up."""

POOL_SIZE = 12
"""Connections a node keeps: doors and pages at once, and well under PostgreSQL's usual limit of 100 for many nodes."""

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


class Database:
    """One database with a pool of connections. Open it with `open_database`, close it with `close`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.dialect = cast("Dialect", engine.dialect.name)
        self._one_writer: Any = asyncio.Lock() if self.dialect == "sqlite" else nullcontext()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection whose queries see one state of the database; nothing is kept."""
        async with self.engine.connect() as connection:
            if self.dialect == "postgresql":
                await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            else:
                await connection.exec_driver_sql("BEGIN")
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: durable when the block ends, undone when it raises. SQLite admits one writer at a time."""
        async with self._one_writer, self.engine.connect() as connection:
            if self.dialect == "sqlite":
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            await connection.commit()

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def open_database(url: str) -> Database:
    """The database at `url`: `sqlite:///path/to/file` or `postgresql://user:password@host/name`.

    Nothing is connected yet. Raises ValueError for any other kind of database.
    """
    parsed = make_url(url)
    kind = parsed.get_backend_name()
    if kind not in _DRIVERS:
        raise ValueError(f"unknown kind of database: {kind}")
    engine = create_async_engine(
        parsed.set(drivername=_DRIVERS[kind]),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_pre_ping=kind != "sqlite",
        json_serializer=None,
    )
    if kind == "sqlite":
        _prepare_sqlite(engine)
    return Database(engine)


def _prepare_sqlite(engine: AsyncEngine) -> None:
    """Write-ahead log with a sync at each commit; transactions are begun by us, not guessed by the driver."""

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor: sqlite3.Cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()
