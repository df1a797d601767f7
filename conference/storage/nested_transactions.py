"""Many actions in one transaction: each believes that it opens its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from conference.audit import AuditEntry
from conference.transactions import Transaction


class NestedTransactions:
    """`conference.transactions.RecordingTransactions` in one transaction: all actions commit or roll back together."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """Yield the outer transaction, so that its own writes are visible."""
        yield self._transaction

    @asynccontextmanager
    async def read_together(self) -> AsyncIterator[Transaction]:
        """Yield the outer transaction, in which reads must not run concurrently."""
        yield self._transaction

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """Yield the outer transaction, which its owner ends."""
        yield self._transaction

    async def record_read(self, entry: AuditEntry) -> None:
        """Record the read in the outer transaction."""
        await self._transaction.record(entry)
