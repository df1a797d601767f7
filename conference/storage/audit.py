"""The audit log: append-only rows, each chained to the one before it."""

import json
import secrets
import sqlite3
from functools import cache, partial
from typing import Any

from msgspec import Struct
from sqlalchemy import Column, Index, Row, String, Table, Text, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.audit import (
    FIRST_HASH,
    PERSONAL,
    AuditEntry,
    canonical_details,
    canonical_personal,
    chain_hash,
    personal_digest,
    without_personal,
)
from conference.storage.engine import METADATA
from conference.storage.one_trip_statements import SqliteStatement, run_at_once, run_in_one_trip, takes_statements
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

audit_personal = Table(
    "audit_personal",
    METADATA,
    Column("seq", Serial, primary_key=True, autoincrement=False),
    Column("salt", String(32), nullable=False),
    Column("details", Text, nullable=False),
)
"""Personal details of entries by their number, which are deleted with the data of applicants."""

CUT = "conference:audit:cut"
"""Action of the entry that says up to which entry the log was deleted at its age."""

_SALT_BYTES = 16
_CHAIN_LOCK = 0x526F7374  # one writer appends to the chain; SQLite has one writer anyway


class Verification(Struct, frozen=True):
    """Result of `verify`: number of valid rows read, and `seq` of the first row that does not match, if any."""

    rows: int
    broken_at: int | None


_NEWEST_HASH = select(audit_log.c.hash).order_by(audit_log.c.seq.desc()).limit(1)
_COLUMNS = ("at", "action", "actor", "subject", "details", "previous_hash", "hash")


async def append(connection: AsyncConnection, entry: AuditEntry, *, is_among_few: bool = False) -> None:
    """Add the entry to the chain, in the caller's transaction.

    `is_among_few`: the transaction has added few entries, so that on SQLite this one is added without a round trip.
    """
    salt, personal = "", canonical_personal(entry) if entry.personal else ""
    if personal:
        salt = secrets.token_hex(_SALT_BYTES)
        entry = without_personal(entry, salt)
    elif takes_statements(connection):
        await (run_at_once if is_among_few else run_in_one_trip)(connection, partial(_append_on_sqlite, entry=entry))
        return
    await hold_end(connection)
    previous = (await connection.execute(_NEWEST_HASH)).scalar() or FIRST_HASH
    row = _make_row(entry, previous)
    if not personal:
        await connection.execute(insert(audit_log).values(row))
        return
    seq = await connection.scalar(insert(audit_log).values(row).returning(audit_log.c.seq))
    await connection.execute(insert(audit_personal).values(seq=seq, salt=salt, details=personal))


def _make_row(entry: AuditEntry, previous: str) -> dict[str, Any]:
    return {
        "at": entry.at,
        "action": entry.action,
        "actor": entry.actor,
        "subject": entry.subject,
        "details": canonical_details(entry),
        "previous_hash": previous,
        "hash": chain_hash(previous, entry),
    }


def _append_on_sqlite(connection: sqlite3.Connection, entry: AuditEntry) -> None:
    """Add an entry on SQLite, whose only writer this is."""
    newest_hash, insertion = _sqlite_statements()
    newest = newest_hash.run(connection)
    insertion.run(connection, _make_row(entry, newest[0].hash if newest else FIRST_HASH))


@cache
def _sqlite_statements() -> tuple[SqliteStatement, SqliteStatement]:
    """Return the statements that find the newest hash and add an entry."""
    return SqliteStatement(_NEWEST_HASH), SqliteStatement(insert(audit_log), columns=_COLUMNS)


async def hold_end(connection: AsyncConnection) -> None:
    """Lock the end of the chain until the transaction ends. Numbers assigned under this lock are in commit order."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})


async def verify(connection: AsyncConnection) -> Verification:
    """Recompute the whole chain and compare it with the stored hashes, and personal details with their digests.

    Personal details that are deleted are no fault, nor is a beginning that an entry of the log says was deleted.
    """
    previous, rows = await _find_start(connection), 0
    columns = select(audit_log, audit_personal.c.salt, audit_personal.c.details.label("personal"))
    joined = columns.outerjoin(audit_personal, audit_personal.c.seq == audit_log.c.seq).order_by(audit_log.c.seq)
    async for row in await connection.stream(joined):
        entry = AuditEntry(row.action, row.actor, row.subject, row.at, json.loads(row.details))
        is_chained = row.previous_hash == previous and row.hash == chain_hash(previous, entry)
        if not is_chained or not _is_personal_true(row, entry):
            return Verification(rows, broken_at=row.seq)
        previous, rows = row.hash, rows + 1
    return Verification(rows, broken_at=None)


def _is_personal_true(row: Row[Any], entry: AuditEntry) -> bool:
    """Return whether the personal details of an entry are deleted, or those of its digest."""
    return row.salt is None or entry.details.get(PERSONAL) == personal_digest(row.salt, row.personal)


async def _find_start(connection: AsyncConnection) -> str:
    """Return the hash before the first entry: that of the last deleted one if an entry of the log names it."""
    first = await connection.scalar(select(audit_log.c.previous_hash).order_by(audit_log.c.seq).limit(1))
    cuts = await connection.scalars(select(audit_log.c.details).where(audit_log.c.action == CUT))
    is_cut = first in {json.loads(cut).get("hash") for cut in cuts}
    return str(first) if is_cut else FIRST_HASH
