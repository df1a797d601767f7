"""Tables of statements and links, and their store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    delete,
    false,
    insert,
    select,
    update,
)

from broadcast.statements.domain import Media, Purpose, Statement, StatementLink
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

ID = String(48)

statements = Table(
    "statements",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("session_id", ID, nullable=False),
    Column("speaker_id", ID, nullable=False),
    Column("media", String(8), nullable=False),
    Column("size", Integer, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("reads", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("is_announced", Boolean, nullable=False, server_default=false()),
    Index("statements_speaker", "session_id", "speaker_id", unique=True),
)
"""One row for each speaker whose text was handed in, sealed with a data key of its own."""

statement_links = Table(
    "statement_links",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("purpose", String(16), nullable=False),
    Column("session_id", ID, nullable=False),
    Column("speaker_id", ID, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Index("statement_links_session", "session_id"),
)

STATEMENT_ERASERS = (
    RowEraser(name="statements", classes=frozenset({DataClass.DOCUMENTS}), table=statements),
    RowEraser(name="statement_links", classes=frozenset({DataClass.DOCUMENTS}), table=statement_links),
)

_FACTS = tuple(column for column in statements.c if column.name != "sealed")


class SqlStatements:
    """Statements and links on SQLite and PostgreSQL."""

    async def list_statements(self, transaction: Transaction, session_id: str) -> Sequence[Statement]:
        """Return the statements of a session, in the order in which they came."""
        query = select(*_FACTS).where(statements.c.session_id == session_id).order_by(statements.c.received_at)
        return [_row_to_statement(row) for row in await transaction.connection.execute(query)]

    async def list_all(self, transaction: Transaction) -> Sequence[Statement]:
        """Return the statements of all sessions, in the order in which they came."""
        query = select(*_FACTS).order_by(statements.c.received_at)
        return [_row_to_statement(row) for row in await transaction.connection.execute(query)]

    async def list_announced(self, transaction: Transaction) -> tuple[tuple[str, str], ...]:
        """Return session and speaker of each statement that is announced."""
        query = select(statements.c.session_id, statements.c.speaker_id).where(statements.c.is_announced)
        rows = await transaction.connection.execute(query.order_by(statements.c.session_id, statements.c.speaker_id))
        return tuple((row.session_id, row.speaker_id) for row in rows)

    async def find_statement(self, transaction: Transaction, session_id: str, speaker_id: str) -> Statement | None:
        """Return the statement of a speaker, or None."""
        query = select(*_FACTS).where(_is_of(session_id, speaker_id))
        row = (await transaction.connection.execute(query)).first()
        return None if row is None else _row_to_statement(row)

    async def get_sealed(self, transaction: Transaction, statement_id: str) -> bytes:
        """Return the sealed file of a statement."""
        query = select(statements.c.sealed).where(statements.c.id == statement_id)
        return bytes((await transaction.connection.execute(query)).scalar_one())

    async def save_statement(self, transaction: Transaction, statement: Statement, sealed: bytes) -> None:
        """Store a statement in place of an earlier one of its speaker."""
        await transaction.connection.execute(
            delete(statements).where(_is_of(statement.session_id, statement.speaker_id))
        )
        values = {name: getattr(statement, name) for name in Statement.__struct_fields__} | {"sealed": sealed}
        values["media"] = statement.media.value
        await transaction.connection.execute(insert(statements).values(values))

    async def count_read(self, transaction: Transaction, statement_id: str) -> None:
        """Count one more read."""
        change = update(statements).where(statements.c.id == statement_id).values(reads=statements.c.reads + 1)
        await transaction.connection.execute(change)

    async def add_link(self, transaction: Transaction, link: StatementLink) -> None:
        """Store a link."""
        values = {name: getattr(link, name) for name in StatementLink.__slots__} | {"purpose": link.purpose.value}
        await transaction.connection.execute(insert(statement_links).values(values))

    async def find_link(self, transaction: Transaction, digest: str) -> StatementLink | None:
        """Return the link of this digest, or None."""
        query = select(statement_links).where(statement_links.c.digest == digest)
        row = (await transaction.connection.execute(query)).first()
        return None if row is None else _row_to_link(row)

    async def list_links(self, transaction: Transaction, session_id: str) -> Sequence[StatementLink]:
        """Return the links of a session that are not revoked."""
        query = select(statement_links).where(
            statement_links.c.session_id == session_id, statement_links.c.revoked_at.is_(None)
        )
        return [_row_to_link(row) for row in await transaction.connection.execute(query)]

    async def revoke_links(
        self, transaction: Transaction, session_id: str, speaker_id: str, *, purpose: Purpose, now: datetime
    ) -> int:
        """Revoke the links of a speaker, or those of interpreters; return how many."""
        change = (
            update(statement_links)
            .where(
                statement_links.c.session_id == session_id,
                statement_links.c.speaker_id == speaker_id,
                statement_links.c.purpose == purpose.value,
                statement_links.c.revoked_at.is_(None),
            )
            .values(revoked_at=now)
        )
        return (await transaction.connection.execute(change)).rowcount


def _is_of(session_id: str, speaker_id: str) -> Any:
    return (statements.c.session_id == session_id) & (statements.c.speaker_id == speaker_id)


def _row_to_statement(row: Row[*tuple[Any, ...]]) -> Statement:
    return Statement(
        id=row.id,
        session_id=row.session_id,
        speaker_id=row.speaker_id,
        media=Media(row.media),
        size=row.size,
        received_at=row.received_at,
        reads=row.reads,
        is_announced=row.is_announced,
    )


def _row_to_link(row: Row[*tuple[Any, ...]]) -> StatementLink:
    return StatementLink(
        id=row.id,
        digest=row.digest,
        purpose=Purpose(row.purpose),
        session_id=row.session_id,
        speaker_id=row.speaker_id,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
