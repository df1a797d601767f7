"""SQL store of the agency's own audit log: append-only rows, each chained to the one before it."""

import json

from sqlalchemy import func, insert, select

from accreditation.watch_list.storage.tables import watch_log
from conference.audit import FIRST_HASH, AuditEntry, canonical_details, chain_hash
from conference.storage import locks
from conference.transactions import Transaction


class SqlWatchLog:
    """`accreditation.watch_list.ports.WatchLog` on SQLite and PostgreSQL."""

    async def append(self, transaction: Transaction, entry: AuditEntry) -> None:
        """Add an entry to the end of the log."""
        await locks.hold(transaction.connection, ["watch log"])
        newest = select(watch_log.c.hash).order_by(watch_log.c.seq.desc()).limit(1)
        previous = await transaction.connection.scalar(newest) or FIRST_HASH
        row = {
            "at": entry.at,
            "action": entry.action,
            "actor": entry.actor,
            "subject": entry.subject,
            "details": canonical_details(entry),
            "previous_hash": previous,
            "hash": chain_hash(previous, entry),
        }
        await transaction.connection.execute(insert(watch_log).values(row))

    async def list_newest(self, transaction: Transaction, *, offset: int, limit: int) -> tuple[list[AuditEntry], int]:
        """Return a page of the log, the newest entry first, and the number of all."""
        total = await transaction.connection.scalar(select(func.count()).select_from(watch_log))
        newest = select(watch_log).order_by(watch_log.c.seq.desc()).offset(offset).limit(limit)
        rows = await transaction.connection.execute(newest)
        entries = [AuditEntry(row.action, row.actor, row.subject, row.at, json.loads(row.details)) for row in rows]
        return entries, total or 0
