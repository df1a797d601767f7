"""Database engines that cost a test less: statements are compiled once, and SQLite does not wait for the disk.

Each test has a database of its own, and a new engine asks its server for its version and compiles each statement again:
a tenth of the suite's time. Programs that tests start as processes keep their own engines and wait for the disk.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from sqlalchemy import Dialect, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from conference.storage.one_trip_sqlite import OneTripConnection

STATEMENTS = 5_000
"""Compiled statements that are kept: more than the program has."""

_dialects: dict[str, Dialect] = {}
_statements: dict[str, Any] = {}


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
    connection.sqlite.execute("PRAGMA synchronous = OFF")
    return connection
