"""PostgreSQL's advisory locks by name. SQLite has one writer anyway."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_LOCK = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")


async def hold(connection: AsyncConnection, names: Sequence[str]) -> None:
    """Lock these names, in the given order, until the transaction ends."""
    if names and connection.dialect.name == "postgresql":
        await connection.execute(_LOCK, {"keys": [_lock_key(name) for name in names]})


def _lock_key(name: str) -> int:
    """Return the lock key of a name: a signed 64-bit number."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
