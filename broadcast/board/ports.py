"""Ports of the board: protocols of its store and its change notifier. Stores are stateless."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct

from broadcast.board.domain.announcements import Template
from broadcast.board.domain.board import Entry, Revision, Room, State
from broadcast.board.domain.proposals import Proposal, ProposalState
from conference.clock import Clock
from conference.ids import Ids
from conference.languages import LANGUAGES
from conference.transactions import Transaction, Transactions

MOST_KEYS = 2000
"""Largest number of keys that one act writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One key's next entry: `state` (None removes the key), and the version that an undo restores (see Entry).

    `version` None makes this a new version; the version of the earlier entry means that only the projection changes,
    because it depends on another key. `act`: see Entry.
    """

    key: str
    state: State | None
    previous: int | None
    version: int | None = None
    act: int | None = None


def touch_of(entry: Entry) -> Write:
    """Return the write after which only the projection of a key has changed, because it depends on another key."""
    return Write(key=entry.key, state=entry.state, previous=entry.previous, version=entry.version, act=entry.act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change in the log: the action, its operator and time, and the resulting state. `act`: see Entry."""

    offset: int
    key: str
    action: str
    operator: str
    operator_name: str
    at: datetime
    state: State | None
    previous: int | None
    act: int | None = None


class ChangeAuthor(Struct, frozen=True, kw_only=True):
    """The operator, the action and the time of a change."""

    action: str
    operator: str
    operator_name: str
    at: datetime


class BoardStore(Protocol):
    """Store of the board: the latest entry of each key, the head revision, and the log of changes."""

    async def lock(self, transaction: Transaction) -> Revision:
        """Lock the board until the transaction ends, and return the head."""
        ...

    async def get_head(self, transaction: Transaction) -> Revision:
        """Return the head without locking it."""
        ...

    async def find_entry(self, transaction: Transaction, key: str) -> Entry | None:
        """Return the latest entry of a key, or None if it was never on the board."""
        ...

    async def find_entries(self, transaction: Transaction, keys: Collection[str]) -> dict[str, Entry]:
        """Return the latest entries of those keys that were ever on the board."""
        ...

    async def list_entries(
        self, transaction: Transaction, *, after: int = 0, prefix: str = ""
    ) -> tuple[Revision, list[Entry]]:
        """Return the head and the entries with an offset greater than `after`, by offset, of one moment.

        Only those whose keys begin with `prefix`.
        """
        ...

    async def add_entries(
        self, transaction: Transaction, writes: Sequence[Write], stamp: ChangeAuthor, *, head: Revision | None = None
    ) -> list[Entry]:
        """Add the writes at the next offsets after `head`, in order. The transaction must hold the lock.

        Without the head, which `lock` has returned, it is read.
        """
        ...

    async def find_change(self, transaction: Transaction, offset: int) -> Change | None:
        """Return the change committed at `offset`, or None if no version has this offset."""
        ...

    async def list_changes(self, transaction: Transaction, *, limit: int, key: str | None = None) -> list[Change]:
        """Return the latest changes of the board or of one key, newest first."""
        ...

    async def list_later_changes(
        self, transaction: Transaction, *, after: int, prefixes: Sequence[str]
    ) -> list[Change]:
        """Return the changes after an offset of the keys that begin with one of `prefixes`, oldest first."""
        ...

    async def list_act(self, transaction: Transaction, act: int) -> list[Change]:
        """Return the changes of an act that wrote several keys, oldest first."""
        ...

    async def renew_epoch(self, transaction: Transaction, epoch: str) -> Revision:
        """Start another epoch, so that every viewer loads the whole board again."""
        ...


class ProposalStore(Protocol):
    """Store of acts that wait for a second operator."""

    async def add(self, transaction: Transaction, proposal: Proposal) -> None:
        """Add a proposal."""
        ...

    async def find(self, transaction: Transaction, proposal_id: str) -> Proposal | None:
        """Return a proposal, None for an unknown id."""
        ...

    async def list_waiting(self, transaction: Transaction, *, since: datetime) -> Sequence[Proposal]:
        """Return the undecided proposals made after `since`, oldest first."""
        ...

    async def decide(
        self, transaction: Transaction, proposal_id: str, state: ProposalState, *, by: str, at: datetime
    ) -> bool:
        """Save a decision; return False if the proposal was decided before."""
        ...


class Fanout(Protocol):
    """The change notifier between nodes. Notifications may be lost or superfluous; the database is authoritative."""

    async def notify(self, offset: int) -> None:
        """Notify every node, this one included, that the board is at `offset`. Never raises or blocks for long."""
        ...

    def listen(self) -> AsyncIterator[int]:
        """Yield 0 (read the database) once listening, then notified offsets; 0 again when some may have been missed."""
        ...

    async def close(self) -> None:
        """End all listeners and release the resources."""
        ...


class Followers(Protocol):
    """States of the board that follow from others and from data beside the board."""

    async def follow(self, transaction: Transaction, writes: Sequence[Write]) -> Sequence[Write]:
        """Return the writes with the ones that follow from them. The transaction must hold the lock of the board."""
        ...


@dataclass(frozen=True, kw_only=True)
class Board:
    """Dependencies of the actions on the board.

    `countries` are the codes of the possible signatories, `templates` the prepared announcements by id, `zone` is the
    venue's time zone, `languages` are those of the event, in their order. `followers` complete each change. `rooms` are
    all rooms of the event, also those without a public session.
    """

    transactions: Transactions
    store: BoardStore
    clock: Clock
    ids: Ids
    zone: ZoneInfo
    countries: Collection[str] = ()
    templates: Mapping[str, Template] | None = None
    languages: Sequence[str] = LANGUAGES
    followers: Followers | None = None
    rooms: Sequence[Room] = ()
