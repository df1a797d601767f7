"""The store of a rehearsal's board on one node: with each read of the board the pace is read too."""

from collections.abc import Callable

from broadcast.board.domain.board import Entry, Revision
from broadcast.board.storage import SqlBoardStore
from broadcast.rehearsal.domain.rehearsals import Rehearsal
from broadcast.rehearsal.ports import RehearsalStore
from broadcast.rehearsal.tables import BOARD_TABLES
from conference.transactions import Transaction

NoteRunning = Callable[[Rehearsal | None], None]
"""Called with the running rehearsal as it is in the database, None when there is none."""


class FollowedBoardStore(SqlBoardStore):
    """The tables of rehearsals. Reads of the board tell `note_running`, so that every node has the same clock."""

    def __init__(self, rehearsals: RehearsalStore, note_running: NoteRunning) -> None:
        super().__init__(BOARD_TABLES)
        self._rehearsals = rehearsals
        self._note_running = note_running

    async def list_entries(
        self, transaction: Transaction, *, after: int = 0, prefix: str = ""
    ) -> tuple[Revision, list[Entry]]:
        """Return the head and the entries as the board's store does."""
        self._note_running(await self._rehearsals.find_running(transaction))
        return await super().list_entries(transaction, after=after, prefix=prefix)
