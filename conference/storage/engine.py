"""The database: SQLite in one file, or PostgreSQL, behind the same two methods, `read` and `write`."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from functools import partial
from typing import Any, Literal, cast

from sqlalchemy import MetaData, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool

from conference.errors import UnavailableError
from conference.storage import one_trip_sqlite as trips
from conference.storage.outages import OUTCOME_UNKNOWN, UNREACHABLE, tell_outage, unavailable

Dialect = Literal["sqlite", "postgresql"]

METADATA = MetaData()
"""Every table of the program; each package's storage adds its own."""

BUSY_TIMEOUT_MS = 15_000
"""How long SQLite waits for another process's write (a backup, a second command) before it gives up."""

POOL_SIZE = 12
"""Connections a node keeps: devices and pages at once, well under PostgreSQL's usual limit of 100 with many nodes."""

MAX_WRITERS = POOL_SIZE - 4
"""Connections that writes may use at once. The others are left to reads, which must not queue behind a held lock."""

TURN_WITHIN_S = 10.0
"""How long a transaction waits for its turn when all connections are in use."""

REACH_WITHIN_S = 3.0
"""How long it may take to prove that a connection of the pool is alive, or to make a new one."""

STATEMENT_WITHIN_S = 10.0
"""How long PostgreSQL may take for one statement, waiting for a lock included; we give up a second later."""

IDLE_WITHIN_S = 5.0
"""How long PostgreSQL lets a transaction hold locks while its process does nothing: a frozen node blocks no other."""

PROVEN_FOR_S = 1.0
"""A connection that was used so lately is taken to be alive; to ask each time would double a short transaction."""

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


class Database:
    """One database with a pool of connections. Open it with `open_database`, close it with `close`."""

    def __init__(self, engine: AsyncEngine, patient: AsyncEngine | None = None) -> None:
        """`patient` is the same database for statements that may take as long as they like."""
        self.engine = engine
        self._patient = patient or engine
        self.dialect = cast("Dialect", engine.dialect.name)
        self._one_writer: Any = asyncio.Lock() if self.dialect == "sqlite" else nullcontext()
        self._turns = asyncio.Semaphore(POOL_SIZE)
        self._writer_turns = asyncio.Semaphore(MAX_WRITERS)
        self.unreachable: Callable[[], object] = lambda: None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection whose queries see one state of the database; nothing is kept. Raises UnavailableError."""
        async with self._connect(self.engine, self._turns) as connection:
            if self.dialect == "postgresql":
                await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            else:
                await connection.exec_driver_sql("BEGIN")
            yield connection

    @asynccontextmanager
    async def write(self, *, patient: bool = False, lock_wait_s: float | None = None) -> AsyncIterator[AsyncConnection]:
        """A transaction: durable when the block ends, undone when it raises. SQLite admits one writer at a time.

        Raises UnavailableError: `database.unavailable` when nothing was changed, `database.outcome_unknown` when the
        connection was lost in the moment of the commit. `patient`: its statements have no time limit.
        `lock_wait_s`: seconds to wait for a lock that another program or node holds, instead of the usual limit.
        """
        engine = self._patient if patient else self.engine
        async with self._one_writer, self._connect(engine, self._writer_turns, self._turns) as connection:
            await self._begin_write(connection, lock_wait_s)
            yield connection
            await self._commit(connection)

    async def _begin_write(self, connection: AsyncConnection, lock_wait_s: float | None) -> None:
        """Begin the transaction; SQLite takes its write lock here, PostgreSQL locks rows as they are written."""
        if self.dialect == "postgresql":
            if lock_wait_s is not None:
                await connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{lock_wait_s * 1000:.0f}ms'")
            return
        if lock_wait_s is None:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        await connection.exec_driver_sql(f"PRAGMA busy_timeout = {lock_wait_s * 1000:.0f}")
        try:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            await connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")

    async def _commit(self, connection: AsyncConnection) -> None:
        try:
            await connection.commit()
        except UnavailableError as error:
            if connection.invalidated:
                raise UnavailableError(OUTCOME_UNKNOWN) from error
            raise

    @asynccontextmanager
    async def _connect(self, engine: AsyncEngine, *turns: asyncio.Semaphore) -> AsyncIterator[AsyncConnection]:
        """A connection, after its turn in each of `turns`; `unreachable` is called when there is none."""
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(TURN_WITHIN_S):
                    for turn in turns:
                        await stack.enter_async_context(turn)
                async with asyncio.timeout(REACH_WITHIN_S):
                    connection = await stack.enter_async_context(engine.connect())
            except UNREACHABLE as error:
                self.unreachable()
                raise unavailable(error) from error
            yield connection

    def connections_in_use(self) -> int:
        """How many connections of the pool are in use."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, AsyncAdaptedQueuePool) else 0

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        await self._patient.dispose()


def open_database(url: str) -> Database:
    """The database at `url`: `sqlite:///path/to/file` or `postgresql://user:password@host/name`.

    Nothing is connected yet. Raises ValueError for any other kind of database.
    """
    parsed = make_url(url)
    kind = parsed.get_backend_name()
    if kind not in _DRIVERS:
        raise ValueError(f"unknown kind of database: {kind}")
    parsed = parsed.set(drivername=_DRIVERS[kind])
    options: dict[str, Any] = {"json_serializer": None, "hide_parameters": True}
    pool: dict[str, Any] = {"poolclass": AsyncAdaptedQueuePool, "pool_size": POOL_SIZE, "max_overflow": 0}
    if kind == "sqlite":
        engine = create_async_engine(parsed, **options, **pool, async_creator=_sqlite_creator(parsed))
        _prepare_sqlite(engine)
        return Database(_telling(engine))
    engine = create_async_engine(parsed, **options, **pool, connect_args=_limits())
    _prove_idle(engine)
    patient = create_async_engine(parsed, **options, poolclass=NullPool)
    return Database(_telling(engine), _telling(patient))


def _sqlite_creator(url: URL) -> Callable[[], Awaitable[Any]]:
    return partial(trips.connect, url.database or ":memory:")


def _telling(engine: AsyncEngine) -> AsyncEngine:
    event.listen(engine.sync_engine, "handle_error", tell_outage)
    return engine


def _prove_idle(engine: AsyncEngine) -> None:
    """Ask a connection that has been idle whether its server is still there; if not, none of the pool is used again.

    That it was closed, the driver knows without asking.
    """
    dialect = engine.sync_engine.dialect

    @event.listens_for(engine.sync_engine, "checkin")
    def on_checkin(_connection: object, record: Any) -> None:
        record.info["used_at"] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def on_checkout(connection: Any, record: Any, _proxy: object) -> None:
        used_at = record.info.get("used_at")
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError
        if used_at is None or time.monotonic() - used_at < PROVEN_FOR_S:
            return
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _limits() -> dict[str, Any]:
    """What a connection to PostgreSQL is given: the server's limits, and our own for a server that is gone."""
    return {
        "timeout": REACH_WITHIN_S,
        "command_timeout": STATEMENT_WITHIN_S + 1,
        "server_settings": {
            "statement_timeout": f"{STATEMENT_WITHIN_S * 1000:.0f}ms",
            "idle_in_transaction_session_timeout": f"{IDLE_WITHIN_S * 1000:.0f}ms",
        },
    }


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
