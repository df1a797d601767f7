"""Private sessions in the database, in a table of their own: nothing that reads the board reads it."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Column, Integer, Row, String, Table, Text, delete, insert, select, update

from broadcast.programme.domain.private import PrivateSession
from broadcast.programme.ports import PrivateRow
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

private_sessions = Table(
    "private_sessions",
    METADATA,
    Column("id", String(48), primary_key=True),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(80), nullable=False),
    Column("session", Text, nullable=False),
    Column("previous", Text),
)


class SqlPrivateSessions:
    """`broadcast.programme.ports.PrivateSessions` on SQLite and PostgreSQL."""

    async def list_rows(self, transaction: Transaction) -> list[PrivateRow]:
        """Return the sessions by start and id."""
        statement = select(private_sessions).order_by(private_sessions.c.starts_at, private_sessions.c.id)
        return [_row_to_private(row) for row in await transaction.connection.execute(statement)]

    async def find_row(self, transaction: Transaction, session_id: str) -> PrivateRow | None:
        """Return one session, locked until the transaction ends, or None."""
        statement = select(private_sessions).where(private_sessions.c.id == session_id).with_for_update()
        row = (await transaction.connection.execute(statement)).first()
        return None if row is None else _row_to_private(row)

    async def save_row(self, transaction: Transaction, row: PrivateRow) -> None:
        """Add a session, or replace it."""
        values = {
            "id": row.session.id,
            "starts_at": row.session.plan.starts_at,
            "version": row.version,
            "changed_at": row.changed_at,
            "changed_by": row.changed_by,
            "session": msgspec.json.encode(row.session).decode(),
            "previous": None if row.previous is None else msgspec.json.encode(row.previous).decode(),
        }
        statement = update(private_sessions).where(private_sessions.c.id == row.session.id).values(values)
        if (await transaction.connection.execute(statement)).rowcount == 0:
            await transaction.connection.execute(insert(private_sessions).values(values))

    async def delete_rows(self, transaction: Transaction, session_ids: Sequence[str]) -> None:
        """Delete sessions."""
        if session_ids:
            chosen = private_sessions.c.id.in_(session_ids)
            await transaction.connection.execute(delete(private_sessions).where(chosen))


def _row_to_private(row: Row[*tuple[Any, ...]]) -> PrivateRow:
    return PrivateRow(
        session=msgspec.json.decode(row.session, type=PrivateSession),
        version=row.version,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        previous=None if row.previous is None else msgspec.json.decode(row.previous, type=PrivateSession),
    )
