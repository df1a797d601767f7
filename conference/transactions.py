"""What an action knows of a transaction: enough to write, to record and to tell, and nothing of the database."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol

from conference.audit import AuditEntry

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


class Transaction(Protocol):
    """One transaction (`conference.storage.transactions.Transaction`)."""

    @property
    def connection(self) -> "AsyncConnection":
        """The database connection, for stores only."""
        ...

    def emit(self, event: object) -> None:
        """Tell the bus of `event` once the transaction is durable; never when it is undone."""
        ...

    async def record(self, entry: AuditEntry) -> None:
        """Add `entry` to the audit log, in this transaction."""
        ...

    def at_end(self, act: Callable[["Transaction", Sequence[str]], Awaitable[None]], item: str) -> None:
        """Have `act` called once with all such items just before the transaction is durable; not if it is undone."""
        ...


class Transactions(Protocol):
    """Opens transactions (`conference.storage.transactions.Transactions`)."""

    def read(self) -> AbstractAsyncContextManager[Transaction]:
        """A look at one state of the database."""
        ...

    def write(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction; its events are published after it is durable."""
        ...


class RecordingUnits(Transactions, Protocol):
    """Transactions, and the audit entries of reads (`conference.storage.transactions.Transactions`)."""

    async def record_read(self, entry: AuditEntry) -> None:
        """Add to the audit log that personal data were read; later, when the database takes no writes now."""
        ...
