"""One transaction of the program: the rows, the audit entries and the events that tell of it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.audit import AuditEntry
from conference.bus import Bus
from conference.storage import audit
from conference.storage.background import LOCK_WAIT_S, BackgroundWrites
from conference.storage.engine import Database
from conference.transactions import Transaction as AnyUnit

READ_ENTRY_WITHIN_S = 1.0
"""How long a reader waits for the audit entry of the read."""

_log = structlog.get_logger(__name__)


class Transaction:
    """A transaction under way."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.events: list[object] = []
        self._endings: dict[Callable[[Transaction, Sequence[str]], Awaitable[None]], dict[str, None]] = {}

    def emit(self, event: object) -> None:
        """Tell the bus of `event` once the transaction is durable; never when it is undone."""
        self.events.append(event)

    async def record(self, entry: AuditEntry) -> None:
        """Add `entry` to the audit log, in this transaction."""
        await audit.append(self.connection, entry)

    def at_end(self, act: Callable[["Transaction", Sequence[str]], Awaitable[None]], item: str) -> None:
        """Have `act` called once with all such items just before the transaction is durable, and never when it is
        undone. What takes a lock that everybody wants is done so: it is held for the shortest time, and taken last."""
        self._endings.setdefault(act, {})[item] = None

    async def finish(self) -> None:
        """Do what `at_end` was asked for."""
        while self._endings:
            act, items = self._endings.popitem()
            await act(self, tuple(items))


class Transactions:
    """Opens transactions on one database and tells one bus of what they did."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self.database = database
        self.background = BackgroundWrites(partial(self.write, lock_wait_s=LOCK_WAIT_S))
        self._bus = bus

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A look at one state of the database."""
        async with self.database.read() as connection:
            yield Transaction(connection)

    @asynccontextmanager
    async def write(self, *, lock_wait_s: float | None = None) -> AsyncIterator[Transaction]:
        """A transaction; its events are published after it is durable. `lock_wait_s` as in `Database.write`."""
        async with self.database.write(lock_wait_s=lock_wait_s) as connection:
            transaction = Transaction(connection)
            yield transaction
            await transaction.finish()
        for event in transaction.events:
            await self._bus.publish(event)

    async def record_read(self, entry: AuditEntry) -> None:
        """Add to the audit log that personal data were read.

        A database that takes no writes does not keep the data from the reader: the entry is then logged as an error,
        kept in memory, and added with the time of the read as soon as it can be.
        """

        async def append(transaction: AnyUnit) -> None:
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
        """Finish the writes in the background, before the database is closed."""
        await self.background.close()
