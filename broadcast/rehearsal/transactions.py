"""Transactions of the acts of a rehearsal: their events and audit entries never pass for those of the live day."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from conference.audit import AuditEntry
from conference.bus import Bus
from conference.clock import Clock
from conference.transactions import RecordingTransactions, Transaction

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

MARK = "rehearsal"
"""Detail of an audit entry with the id of the rehearsal, and the first part of its subject."""


class RehearsalTransaction:
    """A transaction over one of the installation: events are kept for the bus of the rehearsal, entries are marked."""

    def __init__(self, inner: Transaction, rehearsal_id: str, clock: Clock) -> None:
        self.events: list[object] = []
        self._inner = inner
        self._rehearsal_id = rehearsal_id
        self._clock = clock

    @property
    def connection(self) -> "AsyncConnection":
        """The database connection, for stores only."""
        return self._inner.connection

    def emit(self, event: object) -> None:
        """Publish `event` on the bus of the rehearsal after the commit; not after a rollback."""
        self.events.append(event)

    async def record(self, entry: AuditEntry) -> None:
        """Add `entry` to the audit log as one of the rehearsal: at the real time, with the time that it showed."""
        await self._inner.record(_mark_entry(entry, self._rehearsal_id, self._clock))

    def at_end(self, act: Callable[[Transaction, Sequence[str]], Awaitable[None]], item: str) -> None:
        """Call `act` once with all its items just before the commit; not after a rollback."""
        self._inner.at_end(act, item)


class RehearsalTransactions:
    """`conference.transactions.RecordingTransactions` of one rehearsal. `clock` is that of the installation."""

    def __init__(self, inner: RecordingTransactions, rehearsal_id: str, *, bus: Bus, clock: Clock) -> None:
        self._inner = inner
        self._rehearsal_id = rehearsal_id
        self._bus = bus
        self._clock = clock

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """Open a read-only transaction on one snapshot of the database."""
        async with self._inner.read() as transaction:
            yield transaction

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """Open a transaction; its events are published on the bus of the rehearsal after the commit."""
        async with self._inner.write() as inner:
            transaction = RehearsalTransaction(inner, self._rehearsal_id, self._clock)
            yield transaction
        for event in transaction.events:
            await self._bus.publish(event)

    @asynccontextmanager
    async def read_together(self) -> AsyncIterator[Transaction]:
        """Open a read-only transaction whose concurrent reads are sent together."""
        async with self._inner.read_together() as transaction:
            yield transaction

    async def record_read(self, entry: AuditEntry) -> None:
        """Record in the audit log that data were read, as an entry of the rehearsal."""
        await self._inner.record_read(_mark_entry(entry, self._rehearsal_id, self._clock))


def _mark_entry(entry: AuditEntry, rehearsal_id: str, clock: Clock) -> AuditEntry:
    details = {**entry.details, MARK: rehearsal_id, "shown_at": entry.at.isoformat()}
    return replace(entry, subject=f"{MARK}/{entry.subject}", at=clock.now(), details=details)
