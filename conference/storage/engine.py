"""The database: SQLite in one file, or PostgreSQL, behind the same two methods, `read` and `write`."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast

from msgspec import Struct
from sqlalchemy import MetaData, Select, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool

from conference.errors import OvertakenError, RostrumError, UnavailableError
from conference.storage import one_trip_sqlite
from conference.storage.one_trip_statements import compile_select, driver_of
from conference.storage.outages import (
    OUTCOME_UNKNOWN,
    UNREACHABLE,
    translate_driver_error,
    translate_error,
    unavailable,
)

Dialect = Literal["sqlite", "postgresql"]

METADATA = MetaData()
"""All tables of the program. The storage modules of each package add theirs."""

BUSY_TIMEOUT_MS = 15_000
"""Milliseconds for which SQLite waits for the write of another process (a backup, a second command)."""

LONG_QUEUE_S = 1.0
"""Seconds in the queue of SQLite's writers after which the wait for its lock is shortened by them."""

POOL_SIZE = 12
"""Pool size of a node: enough for devices and pages, well under PostgreSQL's usual limit of 100 with many nodes."""

MAX_WRITERS = POOL_SIZE - 4
"""Connections that writes may use at once. The others are reserved for reads, which must not wait for a held lock."""

TURN_WITHIN_S = 10.0
"""Seconds for which a transaction waits when all connections are in use."""

REACH_WITHIN_S = 3.0
"""Seconds within which a pooled connection must be proven alive, or a new one made."""

STATEMENT_WITHIN_S = 10.0
"""Seconds that PostgreSQL may take for one statement, lock waits included; the client times out a second later."""

IDLE_WITHIN_S = 5.0
"""Seconds after which PostgreSQL ends an idle transaction, so that a frozen node does not block others by its locks."""

PROVEN_FOR_S = 1.0
"""Seconds for which a used connection counts as alive: a ping each time would double a short transaction."""

_SQLITE_SETTINGS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)
"""Settings of each connection: write-ahead log, a sync at each commit; what is deleted is overwritten with zeros."""

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


class WriteOutcome(Struct, frozen=True):
    """Whether a transaction of writes was committed, and when it ended, as `time.monotonic`."""

    at: float
    succeeded: bool


class Database:
    """Database with a pool of connections. Open it with `open_database`, close it with `close`."""

    def __init__(self, engine: AsyncEngine, patient: AsyncEngine | None = None) -> None:
        """`patient` is an engine of the same database without time limits for statements."""
        self.engine = engine
        self._patient = patient or engine
        self.dialect = cast("Dialect", engine.dialect.name)
        self._write_lock = asyncio.Lock()
        self._writer: AsyncConnection | None = None
        self._is_closed = False
        self._turns = asyncio.Semaphore(POOL_SIZE)
        self._writer_turns = asyncio.Semaphore(MAX_WRITERS)
        self.commit_failed: Callable[[], object] = lambda: None
        file = self.file
        self._quick_reader = one_trip_sqlite.QuickReader(file) if file is not None else None
        self.unreachable: Callable[[], object] = lambda: None
        self.latest_write: WriteOutcome | None = None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a read-only transaction on one snapshot of the database. Raises UnavailableError."""
        async with self._open_connection(self.engine, self._turns) as connection:
            if self.dialect == "postgresql":
                await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            else:
                await connection.exec_driver_sql("BEGIN")
            yield connection

    async def read_rows(self, statement: Select[Any], values: Mapping[str, object]) -> Sequence[Any]:
        """Return the few rows of one statement, which is a snapshot by itself, in the least time.

        `statement` is one object of a module, which is compiled once. Raises UnavailableError.
        """
        if self._quick_reader is not None:
            with suppress(sqlite3.Error):  # a pooled connection waits, and reports an outage
                return self._quick_reader.read(partial(compile_select(statement).run, values=values))
        async with self._open_connection(self.engine, self._turns) as connection:
            if self.dialect == "postgresql":
                await connection.execution_options(isolation_level="AUTOCOMMIT")
            return list(await connection.execute(statement, values))

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection of PostgreSQL without a transaction, for locks of a session. Raises UnavailableError."""
        async with self._open_connection(self.engine, self._turns) as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def maintenance(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection of PostgreSQL without a transaction and without time limits. Raises UnavailableError."""
        async with self._open_connection(self._patient) as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def write(self, *, patient: bool = False, lock_wait_s: float | None = None) -> AsyncIterator[AsyncConnection]:
        """Open a transaction: committed when the block ends, rolled back when it raises. SQLite has one writer.

        Raises UnavailableError: `database.unavailable` when nothing was changed, `database.outcome_unknown` when the
        connection was lost during the commit. `patient`: its statements have no time limit.
        `lock_wait_s`: seconds to wait for a lock that another program or node holds, instead of the usual limit.
        """
        engine = self._patient if patient else self.engine
        queued_at = time.monotonic()
        try:
            async with self._wait_for_writers(patient=patient), self._open_writer(engine) as connection:
                if lock_wait_s is None and not patient:
                    lock_wait_s = self._remaining_wait_s(queued_at)
                await self._begin_write(connection, lock_wait_s)
                yield connection
                await self._commit_write(connection)
        except UnavailableError as error:
            if not isinstance(error, OvertakenError):
                self.latest_write = WriteOutcome(time.monotonic(), succeeded=False)
            raise
        self.latest_write = WriteOutcome(time.monotonic(), succeeded=True)

    @asynccontextmanager
    async def _wait_for_writers(self, *, patient: bool) -> AsyncIterator[None]:
        """Wait until no other task of this process writes to SQLite, unless `patient` at most as long as for its lock.

        All who queue while another program holds the lock wait for it at the same time, not one after the other.
        """
        if self.dialect != "sqlite":
            yield
            return
        try:
            async with asyncio.timeout(None if patient else BUSY_TIMEOUT_MS / 1000):
                await self._write_lock.acquire()
        except TimeoutError as error:
            raise unavailable(error) from error
        try:
            yield
        finally:
            self._write_lock.release()

    @asynccontextmanager
    async def _open_writer(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """Use a connection for one transaction. SQLite's only writer keeps its connection for the next one."""
        if self.dialect != "sqlite":
            async with self._open_connection(engine, self._writer_turns, self._turns) as connection:
                yield connection
            return
        async with AsyncExitStack() as stack:
            writer, self._writer = self._writer, None
            connection = writer or await self._connect_writer()
            stack.push_async_exit(connection)
            try:
                yield connection
            except RostrumError as error:
                if isinstance(error, UnavailableError):
                    raise
                driver_of(connection).sqlite.rollback()  # a refusal: the connection is sound
                self._keep_writer(connection, stack)
                raise
            self._keep_writer(connection, stack)

    def _keep_writer(self, connection: AsyncConnection, stack: AsyncExitStack) -> None:
        """Keep a connection without a transaction, which `stack` would close, for the next one."""
        if not self._is_closed:
            stack.pop_all()
            self._writer = connection

    async def _connect_writer(self) -> AsyncConnection:
        """Return a connection of the pool, to be closed. Call `unreachable` when there is none."""
        with self._report_unreachable():
            async with asyncio.timeout(REACH_WITHIN_S):
                return await self.engine.connect()

    def _remaining_wait_s(self, queued_at: float) -> float | None:
        """Return how long a writer that queued may still wait for SQLite's lock; None for the usual limit.

        A writer that did not queue for long keeps the usual limit, because setting another takes two statements.
        """
        waited_s = time.monotonic() - queued_at
        if self.dialect != "sqlite" or waited_s < LONG_QUEUE_S:
            return None
        return max(0.0, BUSY_TIMEOUT_MS / 1000 - waited_s)

    async def _begin_write(self, connection: AsyncConnection, lock_wait_s: float | None) -> None:
        """Begin the transaction; SQLite takes its write lock here, PostgreSQL locks rows as they are written."""
        if self.dialect == "postgresql":
            if lock_wait_s is not None:
                await connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{lock_wait_s * 1000:.0f}ms'")
            return
        if lock_wait_s is None:
            if not driver_of(connection).begin_at_once(BUSY_TIMEOUT_MS):
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        await connection.exec_driver_sql(f"PRAGMA busy_timeout = {lock_wait_s * 1000:.0f}")
        try:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            await connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")

    async def _commit_write(self, connection: AsyncConnection) -> None:
        if self.dialect == "sqlite":
            await self._commit_on_sqlite(connection)
            return
        try:
            await connection.commit()
        except UnavailableError as error:
            if connection.invalidated:
                raise UnavailableError(OUTCOME_UNKNOWN) from error
            raise

    async def _commit_on_sqlite(self, connection: AsyncConnection) -> None:
        """Commit the transaction, of which SQLAlchemy need not know. Call `commit_failed` when this fails."""
        try:
            await driver_of(connection).commit()
        except sqlite3.Error as error:
            self.commit_failed()
            raise translate_driver_error(error) from error

    @asynccontextmanager
    async def _open_connection(self, engine: AsyncEngine, *turns: asyncio.Semaphore) -> AsyncIterator[AsyncConnection]:
        """Acquire each semaphore of `turns`, then a connection. Call `unreachable` when this fails."""
        async with AsyncExitStack() as stack:
            with self._report_unreachable():
                async with asyncio.timeout(TURN_WITHIN_S):
                    for turn in turns:
                        await stack.enter_async_context(turn)
                async with asyncio.timeout(REACH_WITHIN_S):
                    connection = await stack.enter_async_context(engine.connect())
            yield connection

    @contextmanager
    def _report_unreachable(self) -> Iterator[None]:
        """Count an error of the block that says that the database is not reached. Raises: UnavailableError."""
        try:
            yield
        except UNREACHABLE as error:
            self.unreachable()
            raise unavailable(error) from error

    @property
    def file(self) -> Path | None:
        """The file of SQLite; None for PostgreSQL."""
        return sqlite_file(self.engine.url)

    def connections_in_use(self) -> int:
        """Return the number of pooled connections in use, without the idle one of SQLite's writer."""
        pool, idle = self.engine.pool, self._writer is not None
        return pool.checkedout() - idle if isinstance(pool, AsyncAdaptedQueuePool) else 0

    async def release_writer(self) -> None:
        """Give the connection of SQLite's writer back to the pool, once its transaction has ended."""
        async with self._write_lock:
            await self._close_writer()

    async def _close_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            await writer.close()

    async def close(self) -> None:
        """Close all connections."""
        if self._quick_reader is not None:
            self._quick_reader.close()
        self._is_closed = True
        await self._close_writer()
        await self.engine.dispose()
        await self._patient.dispose()


def open_database(url: str) -> Database:
    """Return the database at `url`: `sqlite:///path/to/file` or `postgresql://user:password@host/name`.

    No connection is made yet. Raises ValueError for any other kind of database.
    """
    parsed = make_url(url)
    kind = parsed.get_backend_name()
    if kind not in _DRIVERS:
        raise ValueError(f"unknown kind of database: {kind}")
    parsed = parsed.set(drivername=_DRIVERS[kind])
    options: dict[str, Any] = {"json_serializer": None, "hide_parameters": True}
    pool: dict[str, Any] = {"poolclass": AsyncAdaptedQueuePool, "pool_size": POOL_SIZE, "max_overflow": 0}
    if kind == "sqlite":
        pool["pool_size"] += 1  # the writer's
        engine = create_async_engine(parsed, **options, **pool, async_creator=_make_sqlite_connector(parsed))
        return Database(_translate_errors(engine))
    engine = create_async_engine(parsed, **options, **pool, connect_args=_postgresql_options())
    _ping_idle_connections(engine)
    patient = create_async_engine(parsed, **options, poolclass=NullPool)
    return Database(_translate_errors(engine), _translate_errors(patient))


def sqlite_file(url: URL) -> Path | None:
    """Return the file of a SQLite database; None for another database and for one in memory."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def _make_sqlite_connector(url: URL) -> Callable[[], Awaitable[Any]]:
    return partial(one_trip_sqlite.connect, url.database or ":memory:", _SQLITE_SETTINGS)


def _translate_errors(engine: AsyncEngine) -> AsyncEngine:
    event.listen(engine.sync_engine, "handle_error", translate_error)
    return engine


def _ping_idle_connections(engine: AsyncEngine) -> None:
    """Ping a connection that has been idle; if its server is gone, invalidate the whole pool.

    The driver detects a closed connection without a ping.
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


def _postgresql_options() -> dict[str, Any]:
    """Return the connection options of PostgreSQL: time limits of the server, and of the client for a dead server."""
    return {
        "timeout": REACH_WITHIN_S,
        "command_timeout": STATEMENT_WITHIN_S + 1,
        "server_settings": {
            "statement_timeout": f"{STATEMENT_WITHIN_S * 1000:.0f}ms",
            "idle_in_transaction_session_timeout": f"{IDLE_WITHIN_S * 1000:.0f}ms",
        },
    }
