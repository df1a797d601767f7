"""What the board needs from the outside, as small protocols. Stores are stateless."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from broadcast.board.domain.announcements import Template
from broadcast.board.domain.board import Entry, Revision, State
from conference.clock import Clock
from conference.ids import Ids
from conference.transactions import Transaction, Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One key's next entry: `state` (None takes it off), and what an undo returns to (see Entry).

    `version` None makes this a version of its own; the version of an earlier entry says that only what is shown
    changes, because it depends on another key.
    """

    key: str
    state: State | None
    previous: int | None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change in the log: what was done (`action`), by whom and when, and the state it left."""

    offset: int
    key: str
    action: str
    operator: str
    operator_name: str
    at: datetime
    state: State | None
    previous: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAuthor:
    """Who changes the board, what they do and when."""

    action: str
    operator: str
    operator_name: str
    at: datetime


class BoardStore(Protocol):
    """Keeps the board: the latest entry of each key, the head revision, and the log of changes."""

    async def lock(self, transaction: Transaction) -> Revision:
        """The head; nobody else commits to the board before this transaction ends."""
        ...

    async def head(self, transaction: Transaction) -> Revision:
        """The head as it is."""
        ...

    async def entry(self, transaction: Transaction, key: str) -> Entry | None:
        """The latest entry of a key, if it was ever on the board."""
        ...

    async def entries(self, transaction: Transaction, *, after: int = 0) -> tuple[Revision, list[Entry]]:
        """The head, and the latest entries with an offset greater than `after`, by offset, of one moment."""
        ...

    async def put(self, transaction: Transaction, writes: Sequence[Write], stamp: ChangeAuthor) -> list[Entry]:
        """Commit the writes at the next offsets, in order. The unit must hold the lock."""
        ...

    async def change(self, transaction: Transaction, offset: int) -> Change | None:
        """The change that was committed at `offset`, if that was a version."""
        ...

    async def latest_changes(self, transaction: Transaction, *, limit: int, key: str | None = None) -> list[Change]:
        """The latest changes, newest first, of one key if it is named."""
        ...

    async def renew_epoch(self, transaction: Transaction, epoch: str) -> Revision:
        """Begin another epoch, so that every viewer takes the whole board again."""
        ...


class Fanout(Protocol):
    """The doorbell between nodes. It may lose rings and ring without reason; the database is the truth."""

    async def notify(self, offset: int) -> None:
        """Tell every node, this one too, that the board has come to `offset`. Never raises, never waits long."""
        ...

    def listen(self) -> AsyncIterator[int]:
        """First 0 ("look for yourself") once it hears, then what is rung; 0 again when rings may have been missed."""
        ...

    async def close(self) -> None:
        """Let go of whatever is held; listeners end."""
        ...


@dataclass(frozen=True, kw_only=True)
class Board:
    """What every action on the board needs.

    `countries` are the codes of those that may sign, `templates` the prepared announcements by id, `zone` the venue's.
    """

    transactions: Transactions
    store: BoardStore
    clock: Clock
    ids: Ids
    zone: ZoneInfo
    countries: Collection[str] = ()
    templates: Mapping[str, Template] | None = None
