"""Database engines that cost a test less: statements are compiled once, and SQLite does not wait for the disk.

Each test has a database of its own, and a new engine asks its server for its version and compiles each statement again:
a tenth of the suite's time. SQLite's statements run in the thread of the test: to hand one over to the connection's
thread takes longer than most of them. Programs that tests start as processes keep their own engines.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Self

from sqlalchemy import Dialect, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from conference.storage.one_trip_sqlite import OneTripConnection, OneTripCursor

STATEMENTS = 5_000
"""Compiled statements that are kept: more than the program has."""

MAY_WAIT = "BEGIN IMMEDIATE", "PRAGMA", "VACUUM"
"""Beginnings of statements that may wait for a lock, which a task of the same thread may hold."""

_dialects: dict[str, Dialect] = {}
_statements: dict[str, Any] = {}


class QuickCursor(OneTripCursor):
    """Cursor that executes a statement in the caller's thread, unless it may wait."""

    def __init__(self, connection: OneTripConnection) -> None:
        super().__init__(connection.run_in_thread)
        self._connection = connection

    async def execute(self, sql: str, parameters: Any = ()) -> Self:
        """Execute a statement and fetch its first rows, after other tasks had their turn."""
        if sql.startswith(MAY_WAIT):
            return await super().execute(sql, parameters)
        await asyncio.sleep(0)
        self._execute_and_fetch(self._connection.sqlite, sql=sql, parameters=parameters)
        return self


class QuickConnection(OneTripConnection):
    """Connection that hands over to its thread only its commits and what may wait."""

    def cursor(self) -> Any:
        """Return a cursor. Nothing is executed yet."""
        return QuickCursor(self)

    async def rollback(self) -> None:
        """Roll back the open transaction, if there is one."""
        if self.sqlite.in_transaction:
            await asyncio.sleep(0)
            self.sqlite.rollback()


def create_quick_engine(url: Any, **options: Any) -> AsyncEngine:
    """Create an engine as `sqlalchemy.ext.asyncio.create_async_engine` does, with the dialect of the first one."""
    name = make_url(url).get_backend_name()
    if name == "sqlite":
        options["async_creator"] = partial(_connect_without_disk, options["async_creator"])
    known = _dialects.get(name)
    is_known = known is not None and known.server_version_info is not None
    engine = create_async_engine(url, query_cache_size=STATEMENTS, _initialize=not is_known, **options)
    sync = engine.sync_engine
    if known is not None and is_known:
        sync.dialect, sync._compiled_cache = known, _statements[name]
        _prepare_connections(engine)
    else:
        _dialects[name], _statements[name] = sync.dialect, sync._compiled_cache
    return engine


def _prepare_connections(engine: AsyncEngine) -> None:
    """Prepare each connection as an engine that asks for the version does: SQLite's needs nothing that a query uses."""
    sync = engine.sync_engine
    prepare = None if sync.dialect.name == "sqlite" else sync.dialect.on_connect_url(sync.url)
    if prepare is not None:
        event.listen(sync, "connect", lambda connection, _record: prepare(connection))


async def _connect_without_disk(connect: Callable[[], Awaitable[OneTripConnection]]) -> OneTripConnection:
    connection = await connect()
    connection.__class__ = QuickConnection
    connection.sqlite.execute("PRAGMA synchronous = OFF")
    return connection
