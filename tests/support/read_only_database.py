"""A database of SQLite whose connections refuse writes for a while."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event

from conference.storage.engine import Database


@asynccontextmanager
async def read_only(database: Database) -> AsyncIterator[None]:
    """Let every connection refuse writes during the block."""
    state = "ON"

    def set_query_only(connection: Any, *_: object) -> None:
        connection.cursor().execute(f"PRAGMA query_only = {state}")

    event.listen(database.engine.sync_engine, "checkout", set_query_only)
    await database.release_writer()
    yield
    state = "OFF"
