"""Database engines that cost a test less: what SQLAlchemy compiled once is kept, and SQLite does not wait for the disk.

Each test has a database of its own, and a new engine compiles each statement again: a tenth of the suite's time.
Programs that tests start as processes keep their own engines and wait for the disk.
"""

from typing import Any

from sqlalchemy import Dialect, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

STATEMENTS = 5_000
"""Compiled statements that are kept: more than the program has."""

_dialects: dict[str, Dialect] = {}
_statements: dict[str, Any] = {}


def create_quick_engine(url: Any, **options: Any) -> AsyncEngine:
    """Create an engine as `sqlalchemy.ext.asyncio.create_async_engine` does."""
    engine = create_async_engine(url, query_cache_size=STATEMENTS, **options)
    _share_statements(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _skip_disk, insert=False)
    return engine


def _share_statements(engine: AsyncEngine) -> None:
    """Use the dialect and the compiled statements of the first engine of the kind that was connected."""
    name, sync = engine.dialect.name, engine.sync_engine
    first = _dialects.get(name)
    if first is None or first.server_version_info is None:
        _dialects[name], _statements[name] = sync.dialect, sync._compiled_cache
        return
    sync.dialect, sync._compiled_cache = first, _statements[name]


def _skip_disk(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = OFF")
    cursor.close()
