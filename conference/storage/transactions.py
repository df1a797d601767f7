"""Transactions: rows, audit entries, and the events that are published after the commit."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from functools import partial
from typing import cast

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.api.acting_token import add_token
from conference.audit import AuditEntry
from conference.bus import Bus
from conference.storage import audit
from conference.storage.background import LOCK_WAIT_S, BackgroundWrites
from conference.storage.engine import Database
from conference.storage.joint_reads import JointConnection
from conference.transactions import Transaction as AnyTransaction

FEW_ENTRIES = 4
"""Audit entries of a transaction that are added at once; further ones let other tasks run in between."""

READ_ENTRY_WITHIN_S = 1.0
"""Seconds for which a reader waits for the audit entry of the read."""

_log = structlog.get_logger(__name__)


class Transaction:
    """Open transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.events: list[object] = []
        self.recorded = 0
        self._endings: dict[Callable[[Transaction, Sequence[str]], Awaitable[None]], dict[str, None]] = {}

    def emit(self, event: object) -> None:
        """Publish `event` on the bus after the commit; not after a rollback."""
        self.events.append(event)

    async def record(self, entry: AuditEntry) -> None:
        """Add `entry` to the audit log, in this transaction."""
        await audit.append(self.connection, add_token(entry), is_among_few=self.recorded < FEW_ENTRIES)
        self.recorded += 1

    def at_end(self, act: Callable[["Transaction", Sequence[str]], Awaitable[None]], item: str) -> None:
        """Call `act` once with all its items just before the commit; not after a rollback.

        Used for contended locks, so that they are taken last and held for the shortest time."""
        self._endings.setdefault(act, {})[item] = None

    async def finish(self) -> None:
        """Call the functions registered by `at_end`."""
        while self._endings:
            act, items = self._endings.popitem()
            await act(self, tuple(items))


async def _add_nothing(_transaction: Transaction) -> None:
    """Add nothing to a transaction."""


class JointRead:
    """A read of several functions together: its connection, and the transaction that they share."""

    def __init__(self, transactions: "Transactions", connection: JointConnection) -> None:
        self.transactions = transactions
        self.connection = connection
        self.transaction = Transaction(cast(AsyncConnection, connection))


_JOINT: ContextVar[JointRead | None] = ContextVar("joint_read", default=None)


class Transactions:
    """Open transactions on one database and publish their events on one bus.

    `before_commit` is called with a transaction that has emitted events, to write what belongs to them.
    """

    def __init__(self, database: Database, bus: Bus) -> None:
        self.database = database
        self.background = BackgroundWrites(partial(self.write, lock_wait_s=LOCK_WAIT_S))
        self.on_recorded: Callable[[], None] = lambda: None
        self.before_commit: Callable[[Transaction], Awaitable[None]] = _add_nothing
        self._bus = bus

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """Open a read-only transaction on one snapshot of the database; within `read_together` its own."""
        joint = _JOINT.get()
        if joint is not None and joint.transactions is self and joint.connection.is_open:
            yield joint.transaction
            return
        async with self.database.read() as connection:
            yield Transaction(connection)

    @asynccontextmanager
    async def read_together(self) -> AsyncIterator[AnyTransaction]:
        """Open a read-only transaction for all reads of the block, also for those that open their own.

        Reads that run concurrently are sent to the database together (`conference.storage.joint_reads`).
        """
        joint = _JOINT.get()
        if joint is not None and joint.transactions is self and joint.connection.is_open:
            yield joint.transaction
            return
        async with self.database.read() as connection:
            opened = JointRead(self, JointConnection(connection))
            token = _JOINT.set(opened)
            try:
                yield opened.transaction
            finally:
                _JOINT.reset(token)
                await opened.connection.finish()

    @asynccontextmanager
    async def write(self, *, lock_wait_s: float | None = None) -> AsyncIterator[Transaction]:
        """Open a transaction; its events are published after the commit. `lock_wait_s` as in `Database.write`."""
        async with self.database.write(lock_wait_s=lock_wait_s) as connection:
            transaction = Transaction(connection)
            yield transaction
            if transaction.events:
                await self.before_commit(transaction)
            await transaction.finish()
        if transaction.recorded:
            self.on_recorded()
        for event in transaction.events:
            await self._bus.publish(event)

    async def record_read(self, entry: AuditEntry) -> None:
        """Record in the audit log that personal data were read.

        A database that takes no writes does not block the read: the entry is then logged as an error, kept in memory,
        and added with the time of the read as soon as possible.
        """
        entry = add_token(entry)

        async def append(transaction: AnyTransaction) -> None:
            await transaction.record(entry)

        name = f"audit {entry.action}"
        if not await self.background.add_and_wait(name, append, within_s=READ_ENTRY_WITHIN_S):
            _log.error(
                "audit.read_not_recorded",
                action=entry.action,
                actor=entry.actor,
                subject=entry.subject,
                read_at=entry.at.isoformat(),
                details=dict(entry.details),
            )

    async def close(self) -> None:
        """Finish the background writes. Call before the database is closed."""
        await self.background.close()
