"""The rows of links that set a password: only a digest of each is stored."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Column, ForeignKey, Index, String, Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.auth.storage import secret_hash
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime

password_links = Table(
    "password_links",
    METADATA,
    Column("secret_hash", String(64), primary_key=True),
    Column("staff_id", String(40), ForeignKey("staff.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index("password_links_staff_id", "staff_id"),
)


class LinkKind(StrEnum):
    """What a link is for: the first password of an invited person, or a new one."""

    INVITATION = "invitation"
    RESET = "reset"


class PasswordLink(Struct, frozen=True):
    """A stored link: its person, what it is for, and its end."""

    staff_id: str
    kind: LinkKind
    created_at: datetime
    expires_at: datetime


async def replace_link(connection: AsyncConnection, secret: str, link: PasswordLink) -> None:
    """Add a link in place of the person's earlier ones of its kind."""
    earlier = (password_links.c.staff_id == link.staff_id) & (password_links.c.kind == link.kind)
    await connection.execute(delete(password_links).where(earlier))
    row = {
        "secret_hash": secret_hash(secret),
        "staff_id": link.staff_id,
        "kind": link.kind.value,
        "created_at": link.created_at,
        "expires_at": link.expires_at,
    }
    await connection.execute(insert(password_links).values(row))


async def find_link(connection: AsyncConnection, secret: str) -> PasswordLink | None:
    """Return the link of a secret, expired or not; None when it is unknown, used or replaced."""
    query = select(password_links).where(password_links.c.secret_hash == secret_hash(secret))
    row = (await connection.execute(query)).first()
    return PasswordLink(row.staff_id, LinkKind(row.kind), row.created_at, row.expires_at) if row else None


async def find_invitation(connection: AsyncConnection, staff_id: str) -> PasswordLink | None:
    """Return the invitation of a person, expired or not; None when there is none."""
    is_own = (password_links.c.staff_id == staff_id) & (password_links.c.kind == LinkKind.INVITATION.value)
    row = (await connection.execute(select(password_links).where(is_own))).first()
    return PasswordLink(row.staff_id, LinkKind(row.kind), row.created_at, row.expires_at) if row else None


async def use_link(connection: AsyncConnection, secret: str) -> bool:
    """Delete the link of a secret; False when another request has used or replaced it."""
    used = delete(password_links).where(password_links.c.secret_hash == secret_hash(secret))
    return (await connection.execute(used)).rowcount == 1


async def delete_links_of(connection: AsyncConnection, staff_id: str) -> None:
    """Delete every link of a person."""
    await connection.execute(delete(password_links).where(password_links.c.staff_id == staff_id))
