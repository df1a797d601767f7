"""One transaction of the program: the rows, the audit entries and the events that tell of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from conference.audit import AuditEntry
from conference.bus import Bus
from conference.storage import audit
from conference.storage.engine import Database


class Unit:
    """A transaction under way."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.events: list[object] = []

    def emit(self, event: object) -> None:
        """Tell the bus of `event` once the transaction is durable; never when it is undone."""
        self.events.append(event)

    async def record(self, entry: AuditEntry) -> None:
        """Add `entry` to the audit log, in this transaction."""
        await audit.append(self.connection, entry)


class Units:
    """Opens transactions on one database and tells one bus of what they did."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self.database = database
        self._bus = bus

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Unit]:
        """A look at one state of the database."""
        async with self.database.read() as connection:
            yield Unit(connection)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Unit]:
        """A transaction; its events are published after it is durable."""
        async with self.database.write() as connection:
            unit = Unit(connection)
            yield unit
        for event in unit.events:
            await self._bus.publish(event)
