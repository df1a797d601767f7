"""Deletion of personal details of the audit log, and at its age of the log itself, so that the rest still verifies."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import delete, func, or_, select

from conference.audit import SYSTEM, AuditEntry
from conference.clock import Clock
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser
from conference.storage.audit import CUT, audit_log, audit_personal
from conference.transactions import Transaction

_CONTACTS = frozenset({DataClass.CONTACTS})


class PersonalDetailsEraser(Struct, frozen=True):
    """`conference.retention.erasing.Eraser` of details with names. Their digests stay in the log."""

    name: str = "personal_details"
    classes: frozenset[DataClass] = _CONTACTS

    async def count(self, transaction: Transaction) -> int:
        """Return the number of entries with such details."""
        return await _DETAILS.count(transaction)

    async def erase(self, transaction: Transaction, *, limit: int) -> int:
        """Delete the details of at most `limit` entries; return of how many."""
        return await _DETAILS.erase(transaction, limit=limit)

    async def erase_person(self, transaction: Transaction, application_id: str) -> int:
        """Delete the details of the entries about an application, also those that name it in their details."""
        about = or_(
            audit_log.c.subject == application_id, audit_log.c.details.contains(f'"{application_id}"', autoescape=True)
        )
        entries = select(audit_log.c.seq).join(audit_personal, audit_personal.c.seq == audit_log.c.seq).where(about)
        deleted = await transaction.connection.execute(delete(audit_personal).where(audit_personal.c.seq.in_(entries)))
        return deleted.rowcount


_DETAILS = RowEraser(name="personal_details", classes=_CONTACTS, table=audit_personal)


class TrailEraser(Struct, frozen=True):
    """`conference.retention.erasing.Eraser` of the oldest entries of the log: all up to the first one from `before` on.

    Each batch adds an entry with number and hash of the last deleted entry, from which the rest is verified.
    """

    before: datetime
    clock: Clock
    name: str = "trail"
    classes: frozenset[DataClass] = frozenset({DataClass.TRAIL})

    async def count(self, transaction: Transaction) -> int:
        """Return the number of entries that are to be deleted."""
        stop = await self._find_stop(transaction)
        counted = select(func.count()).select_from(audit_log).where(audit_log.c.seq < stop)
        return int(await transaction.connection.scalar(counted) or 0)

    async def erase(self, transaction: Transaction, *, limit: int) -> int:
        """Delete at most `limit` entries, oldest first; return how many."""
        columns = select(audit_log.c.seq, audit_log.c.hash).where(audit_log.c.seq < await self._find_stop(transaction))
        oldest = (await transaction.connection.execute(columns.order_by(audit_log.c.seq).limit(limit))).all()
        if not oldest:
            return 0
        last = oldest[-1]
        details = {"through": last.seq, "hash": last.hash}
        await transaction.record(AuditEntry(CUT, SYSTEM, "audit", self.clock.now(), details))
        for table in (audit_personal, audit_log):
            await transaction.connection.execute(delete(table).where(table.c.seq <= last.seq))
        return len(oldest)

    async def erase_person(self, transaction: Transaction, application_id: str) -> int:
        """Delete nothing: the log has pseudonyms."""
        return 0

    async def _find_stop(self, transaction: Transaction) -> int:
        """Return the number of the first entry that stays; one more than the newest if none does."""
        stays = select(func.min(audit_log.c.seq)).where(audit_log.c.at >= self.before)
        stop = await transaction.connection.scalar(stays)
        newest = await transaction.connection.scalar(select(func.max(audit_log.c.seq)))
        return int(stop if stop is not None else (newest or 0) + 1)
