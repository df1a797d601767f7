"""Transaction protocols for actions, without access to the database itself."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol

from conference.audit import AuditEntry

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


class Transaction(Protocol):
    """Transaction (`conference.storage.transactions.Transaction`)."""

    @property
    def connection(self) -> "AsyncConnection":
        """The database connection, for stores only."""
        ...

    def emit(self, event: object) -> None:
        """Publish `event` on the bus after the commit; not after a rollback."""
        ...

    async def record(self, entry: AuditEntry) -> None:
        """Add `entry` to the audit log, in this transaction."""
        ...

    def at_end(self, act: Callable[["Transaction", Sequence[str]], Awaitable[None]], item: str) -> None:
        """Call `act` once with all its items just before the commit; not after a rollback."""
        ...


class Transactions(Protocol):
    """Opener of transactions (`conference.storage.transactions.Transactions`)."""

    def read(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a read-only transaction on one snapshot of the database."""
        ...

    def write(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction; its events are published after the commit."""
        ...


class RecordingTransactions(Transactions, Protocol):
    """Transactions, reads of a page, audit entries of reads (`conference.storage.transactions.Transactions`)."""

    def read_together(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a read-only transaction for all reads of the block; those that run concurrently are sent together."""
        ...

    async def record_read(self, entry: AuditEntry) -> None:
        """Record in the audit log that personal data were read; later if the database takes no writes now."""
        ...
