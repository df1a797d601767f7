"""The audit log: append-only rows, each chained to the one before it."""

import json
from dataclasses import dataclass

from sqlalchemy import Column, Index, String, Table, Text, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.audit import FIRST_HASH, AuditEntry, canonical_details, chain_hash
from conference.storage.engine import METADATA
from conference.storage.types import Serial, UtcDateTime

audit_log = Table(
    "audit_log",
    METADATA,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("action", String(80), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("subject", String(160), nullable=False),
    Column("details", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_log_at", "at"),
    Index("ix_audit_log_action", "action", "seq"),
    Index("ix_audit_log_actor", "actor", "seq"),
    Index("ix_audit_log_subject", "subject", "seq"),
)

_CHAIN_LOCK = 0x526F7374  # one writer appends to the chain; SQLite has one writer anyway


@dataclass(frozen=True, slots=True)
class Verification:
    """Result of `verify`: number of valid rows read, and `seq` of the first row that does not match, if any."""

    rows: int
    broken_at: int | None


async def append(connection: AsyncConnection, entry: AuditEntry) -> None:
    """Add the entry to the chain, in the caller's transaction."""
    await hold_end(connection)
    newest = select(audit_log.c.hash).order_by(audit_log.c.seq.desc()).limit(1)
    previous = (await connection.execute(newest)).scalar() or FIRST_HASH
    row = {
        "at": entry.at,
        "action": entry.action,
        "actor": entry.actor,
        "subject": entry.subject,
        "details": canonical_details(entry),
        "previous_hash": previous,
        "hash": chain_hash(previous, entry),
    }
    await connection.execute(insert(audit_log).values(row))


async def hold_end(connection: AsyncConnection) -> None:
    """Lock the end of the chain until the transaction ends. Numbers assigned under this lock are in commit order."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})


async def verify(connection: AsyncConnection) -> Verification:
    """Recompute the whole chain and compare it with the stored hashes."""
    previous, rows = FIRST_HASH, 0
    async for row in await connection.stream(select(audit_log).order_by(audit_log.c.seq)):
        entry = AuditEntry(row.action, row.actor, row.subject, row.at, json.loads(row.details))
        if row.previous_hash != previous or row.hash != chain_hash(previous, entry):
            return Verification(rows, broken_at=row.seq)
        previous, rows = row.hash, rows + 1
    return Verification(rows, broken_at=None)
