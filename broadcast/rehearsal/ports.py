"""Ports of rehearsals, and what their actions depend on."""

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from broadcast.board.ports import Board, BoardStore
from broadcast.rehearsal.domain.notes import DebriefItem, Note
from broadcast.rehearsal.domain.rehearsals import Rehearsal
from broadcast.rehearsal.domain.timing import Pace
from conference.bus import Bus
from conference.clock import Clock
from conference.ids import Ids
from conference.transactions import Transaction, Transactions


class RehearsalStore(Protocol):
    """Store of rehearsals. The board of the running one is in the tables of the board's store."""

    async def add(self, transaction: Transaction, rehearsal: Rehearsal) -> None:
        """Add a rehearsal."""
        ...

    async def save_pace(self, transaction: Transaction, rehearsal_id: str, pace: Pace) -> None:
        """Replace the pace of a rehearsal."""
        ...

    async def save_end(self, transaction: Transaction, rehearsal: Rehearsal) -> None:
        """Store when a rehearsal has ended."""
        ...

    async def find_running(self, transaction: Transaction) -> Rehearsal | None:
        """Return the running rehearsal, or None."""
        ...

    async def find_by_token(self, transaction: Transaction, digest: str) -> Rehearsal | None:
        """Return the rehearsal, running or ended, whose token has this digest, or None."""
        ...

    async def list_latest(self, transaction: Transaction, *, limit: int) -> list[Rehearsal]:
        """Return the latest rehearsals, newest first."""
        ...

    async def clear_board(self, transaction: Transaction, epoch: str) -> None:
        """Delete the board of earlier rehearsals, and begin an empty one in another epoch."""
        ...


class NoteStore(Protocol):
    """Store of notes and of the debrief list."""

    async def add_note(self, transaction: Transaction, note: Note) -> None:
        """Add a note."""
        ...

    async def find_note(self, transaction: Transaction, note_id: str) -> Note | None:
        """Return a note, or None."""
        ...

    async def delete_note(self, transaction: Transaction, note_id: str) -> None:
        """Delete a note. What the debrief list has made of it stays."""
        ...

    async def list_notes(self, transaction: Transaction, rehearsal_id: str) -> list[Note]:
        """Return the notes of a rehearsal in the order in which they were written."""
        ...

    async def add_item(self, transaction: Transaction, item: DebriefItem) -> None:
        """Add an item to the debrief list."""
        ...

    async def save_item(self, transaction: Transaction, item: DebriefItem, *, expected: int) -> bool:
        """Replace an item that still has the version `expected`; return False if it has another one."""
        ...

    async def find_item(self, transaction: Transaction, item_id: str) -> DebriefItem | None:
        """Return an item, or None."""
        ...

    async def list_items(self, transaction: Transaction) -> Sequence[DebriefItem]:
        """Return all items: open ones by deadline, those without one last, then the done ones, latest first."""
        ...


class RehearsalServices(Struct, frozen=True, kw_only=True):
    """Dependencies of the actions: `live` is the board that is copied, `board_store` that of rehearsals.

    `bus` carries the events of rehearsals alone. `clock` is that of the installation. `derive_token` returns the token
    of the rehearsal with an id, which is stored as a digest only.
    """

    transactions: Transactions
    store: RehearsalStore
    notes: NoteStore
    live: Board
    board_store: BoardStore
    bus: Bus
    clock: Clock
    ids: Ids
    derive_token: Callable[[str], str]
