"""Links for crews in the database: only a digest of each secret is stored."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, insert, select, update

from broadcast.scripts.domain.links import CrewLink
from broadcast.scripts.storage.tables import script_links
from conference.transactions import Transaction

_OF = script_links.c


class SqlLinks:
    """`broadcast.scripts.ports.LinkStore` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, link: CrewLink, secret: str) -> None:
        """Add a link."""
        values = {
            "id": link.id,
            "secret_hash": _digest_secret(secret),
            "session_id": link.session_id,
            "label": link.label,
            "scopes": list(link.scopes),
            "language": link.language,
            "created_at": link.created_at,
            "created_by": link.created_by,
            "expires_at": link.expires_at,
            "opened": 0,
        }
        await transaction.connection.execute(insert(script_links).values(values))

    async def find(self, transaction: Transaction, secret: str) -> CrewLink | None:
        """Find the link of a secret, valid or not."""
        wanted = select(script_links).where(_OF.secret_hash == _digest_secret(secret))
        row = (await transaction.connection.execute(wanted)).first()
        return None if row is None else _row_to_link(row)

    async def list_of(self, transaction: Transaction, session_id: str) -> list[CrewLink]:
        """List the links of a script that are not revoked, the newest first."""
        wanted = select(script_links).where(_OF.session_id == session_id, _OF.revoked_at.is_(None))
        rows = await transaction.connection.execute(wanted.order_by(_OF.created_at.desc(), _OF.id.desc()))
        return [_row_to_link(row) for row in rows]

    async def revoke(self, transaction: Transaction, session_id: str, link_id: str, at: datetime) -> bool:
        """Revoke a link; return whether there was one that was not revoked."""
        one = and_(_OF.session_id == session_id, _OF.id == link_id, _OF.revoked_at.is_(None))
        statement = update(script_links).where(one).values(revoked_at=at)
        return (await transaction.connection.execute(statement)).rowcount == 1

    async def count_opening(self, transaction: Transaction, link_id: str, at: datetime) -> None:
        """Count one opening."""
        statement = update(script_links).where(_OF.id == link_id).values(opened=_OF.opened + 1, opened_at=at)
        await transaction.connection.execute(statement)


def _digest_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _row_to_link(row: Row[Any]) -> CrewLink:
    return CrewLink(
        id=row.id,
        session_id=row.session_id,
        label=row.label,
        scopes=tuple(row.scopes),
        language=row.language,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        opened=row.opened,
        opened_at=row.opened_at,
    )
