"""Public halves of the signing keys in the database."""

from typing import Any

from sqlalchemy import Row, insert, select, update

from accreditation.badges.domain.tokens import PublishedKey
from accreditation.badges.storage.tables import signing_keys
from conference.transactions import Transaction


class SqlKeys:
    """`accreditation.badges.ports.KeyStore` on SQLite and PostgreSQL."""

    async def list_published(self, transaction: Transaction, audience: str) -> list[PublishedKey]:
        """List the audience's keys, oldest first."""
        columns = select(signing_keys).where(signing_keys.c.audience == audience)
        rows = await transaction.connection.execute(columns.order_by(signing_keys.c.created_at, signing_keys.c.id))
        return [_row_to_key(row) for row in rows]

    async def add(self, transaction: Transaction, audience: str, key: PublishedKey) -> None:
        """Store a new key."""
        row = {
            "id": key.id,
            "audience": audience,
            "key_id": key.key_id,
            "point": key.point,
            "created_at": key.created_at,
        }
        await transaction.connection.execute(insert(signing_keys).values(row))

    async def save_end(self, transaction: Transaction, key: PublishedKey) -> bool:
        """Save when the key was retired or withdrawn; False when there is no such key."""
        ends = {"retired_at": key.retired_at, "withdrawn_at": key.withdrawn_at}
        changed = await transaction.connection.execute(
            update(signing_keys).where(signing_keys.c.id == key.id).values(ends)
        )
        return changed.rowcount == 1


def _row_to_key(row: Row[Any]) -> PublishedKey:
    return PublishedKey(row.id, row.key_id, row.point, row.created_at, row.retired_at, row.withdrawn_at)
