"""The site's key: made at the first start, and the same for every node, because it is stored in the database.

It proves that this site issued a secret (`conference.issued_secrets`) and seals forms while their person signs in again
(`conference.auth.sealed_forms`): its disclosure with a copy of the database gives no access.
"""

import secrets
from datetime import datetime

from sqlalchemy import Column, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.storage import locks
from conference.storage.engine import METADATA, Database
from conference.storage.types import UtcDateTime

KEY_BYTES = 32
_NAME = "issued secrets"

site_keys = Table(
    "site_keys",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)


async def ensure_site_key(database: Database, *, at: datetime) -> bytes:
    """Return the site's key, making it at the first start. A database that has one is only read."""
    async with database.read() as connection:
        key = await _find_key(connection)
    if key is not None:
        return key
    async with database.write() as connection:
        await locks.hold(connection, [f"site key {_NAME}"])
        return await _find_key(connection) or await _add_key(connection, at)


async def _find_key(connection: AsyncConnection) -> bytes | None:
    key = (await connection.execute(select(site_keys.c.key).where(site_keys.c.name == _NAME))).scalar()
    return None if key is None else bytes.fromhex(key)


async def _add_key(connection: AsyncConnection, at: datetime) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    await connection.execute(insert(site_keys).values(name=_NAME, key=key.hex(), created_at=at))
    return key
