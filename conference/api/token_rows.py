"""The rows of tokens: only a digest of each is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Row, Select, String, Table, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.auth.roles import RoleTable, Staff
from conference.auth.storage import secret_hash, staff_table
from conference.storage.engine import METADATA
from conference.storage.types import Json, UtcDateTime

api_tokens = Table(
    "api_tokens",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("staff_id", String(40), ForeignKey("staff.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("scopes", Json, nullable=False),
    Column("reads_only", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Index("ix_api_tokens_staff_id", "staff_id"),
)
"""`scopes` are permissions of the owner; `used_at` is the latest use, to a few minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token without its secret: its owner, what it may do, its end, its latest use."""

    id: str
    owner: Staff
    name: str
    scopes: frozenset[str]
    reads_only: bool
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    is_owner_suspended: bool = False

    def is_valid(self, now: datetime) -> bool:
        """Whether the token opens anything at this moment."""
        return self.revoked_at is None and now < self.expires_at and not self.is_owner_suspended


async def add_row(connection: AsyncConnection, token: Token, secret: str) -> None:
    """Add a token."""
    row = {
        "id": token.id,
        "secret_hash": secret_hash(secret),
        "staff_id": token.owner.id,
        "name": token.name,
        "scopes": sorted(token.scopes),
        "reads_only": token.reads_only,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
    }
    await connection.execute(insert(api_tokens).values(row))


async def find_by_secret(connection: AsyncConnection, secret: str, roles: RoleTable) -> Token | None:
    """Return the token of a secret, valid or not; None for an unknown one."""
    query = _select_tokens().where(api_tokens.c.secret_hash == secret_hash(secret))
    row = (await connection.execute(query)).first()
    return _row_to_token(row, roles) if row else None


async def list_rows(connection: AsyncConnection, roles: RoleTable, *, staff_id: str | None = None) -> Sequence[Token]:
    """Return the tokens of a person, or of all people, that are not revoked, the newest first."""
    query = _select_tokens().where(api_tokens.c.revoked_at.is_(None))
    if staff_id is not None:
        query = query.where(api_tokens.c.staff_id == staff_id)
    newest_first = query.order_by(api_tokens.c.created_at.desc(), api_tokens.c.id)
    return [_row_to_token(row, roles) for row in await connection.execute(newest_first)]


async def revoke_row(connection: AsyncConnection, token_id: str, at: datetime, *, staff_id: str | None = None) -> bool:
    """Revoke a token, of this person if one is given; False if there is none that is not revoked."""
    wanted = (api_tokens.c.id == token_id) & api_tokens.c.revoked_at.is_(None)
    if staff_id is not None:
        wanted &= api_tokens.c.staff_id == staff_id
    return (await connection.execute(update(api_tokens).where(wanted).values(revoked_at=at))).rowcount == 1


async def touch_row(connection: AsyncConnection, token_id: str, at: datetime) -> None:
    """Save when a token was last used."""
    await connection.execute(update(api_tokens).where(api_tokens.c.id == token_id).values(used_at=at))


def _select_tokens() -> Select[Any]:
    person = (
        staff_table.c.username,
        staff_table.c.name.label("owner_name"),
        staff_table.c.roles,
        staff_table.c.language,
        staff_table.c.disabled_at,
    )
    return select(api_tokens, *person).join_from(api_tokens, staff_table, staff_table.c.id == api_tokens.c.staff_id)


def _row_to_token(row: Row[Any], roles: RoleTable) -> Token:
    return Token(
        id=row.id,
        owner=Staff(row.staff_id, row.username, row.owner_name, roles.named(row.roles), row.language),
        name=row.name,
        scopes=frozenset(row.scopes),
        reads_only=row.reads_only,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
        is_owner_suspended=row.disabled_at is not None,
    )
