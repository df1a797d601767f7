"""PostgreSQL's advisory locks by name. SQLite has one writer anyway."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_LOCK = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")


async def hold(connection: AsyncConnection, names: Sequence[str]) -> None:
    """Let no other transaction hold these names, in the given order, before this one ends."""
    if names and connection.dialect.name == "postgresql":
        await connection.execute(_LOCK, {"keys": [_key(name) for name in names]})


def _key(name: str) -> int:
    """A number of the name's own; PostgreSQL's are signed 64-bit."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
