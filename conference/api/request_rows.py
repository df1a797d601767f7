"""The rows of requests with an idempotency key, and their answers."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.storage.engine import METADATA
from conference.storage.inserts import insert_into
from conference.storage.types import UtcDateTime

api_requests = Table(
    "api_requests",
    METADATA,
    Column("token_id", String(40), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("status", Integer),
    Column("body", LargeBinary),
    Column("content_type", String(80), nullable=False, server_default=""),
    Index("ix_api_requests_created_at", "created_at"),
)
"""`digest` is that of the request; `status` is empty until the request is answered."""


class KeptAnswer(Struct, frozen=True):
    """The answer to an earlier request: digest of the request, its time; no status while it is carried out."""

    digest: str
    created_at: datetime
    status: int | None
    body: bytes
    content_type: str


async def begin_request(connection: AsyncConnection, token_id: str, key: str, *, digest: str, at: datetime) -> bool:
    """Add a request that is now carried out; False if there is one with its key."""
    new = insert_into(api_requests, connection.dialect.name).values(
        token_id=token_id, key=key, digest=digest, created_at=at
    )
    added = await connection.execute(new.on_conflict_do_nothing(index_elements=["token_id", "key"]))
    return added.rowcount == 1


async def find_request(connection: AsyncConnection, token_id: str, key: str) -> KeptAnswer | None:
    """Return the request with a key, None without one."""
    columns = api_requests.c
    wanted = (columns.token_id == token_id) & (columns.key == key)
    row = (await connection.execute(select(api_requests).where(wanted))).first()
    return KeptAnswer(row.digest, row.created_at, row.status, row.body or b"", row.content_type) if row else None


async def save_answer(connection: AsyncConnection, token_id: str, key: str, answer: KeptAnswer) -> None:
    """Save the answer to a request."""
    wanted = (api_requests.c.token_id == token_id) & (api_requests.c.key == key)
    values = {"status": answer.status, "body": answer.body, "content_type": answer.content_type}
    await connection.execute(update(api_requests).where(wanted).values(values))


async def delete_request(connection: AsyncConnection, token_id: str, key: str) -> None:
    """Delete a request, so that it can be carried out again."""
    wanted = (api_requests.c.token_id == token_id) & (api_requests.c.key == key)
    await connection.execute(delete(api_requests).where(wanted))


async def delete_before(connection: AsyncConnection, moment: datetime) -> None:
    """Delete the requests that began before a moment."""
    await connection.execute(delete(api_requests).where(api_requests.c.created_at < moment))
