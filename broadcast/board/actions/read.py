"""Reads of the board from the database, for operators and pages."""

from collections.abc import Mapping

from msgspec import Struct

from broadcast.board.domain.board import Entry, Revision
from broadcast.board.ports import Board, Change


class BoardState(Struct, frozen=True, kw_only=True):
    """The whole board at one revision, with the entry of each key on it."""

    revision: Revision
    entries: Mapping[str, Entry]


async def read_board(board: Board) -> BoardState:
    """Return the board as it is in the database."""
    async with board.transactions.read() as transaction:
        revision, entries = await board.store.list_entries(transaction)
    return BoardState(revision=revision, entries={e.key: e for e in entries if e.state is not None})


async def read_changes(board: Board, *, limit: int = 50, key: str | None = None) -> list[Change]:
    """Return the latest changes of the board or of one key, newest first."""
    async with board.transactions.read() as transaction:
        return await board.store.list_changes(transaction, limit=limit, key=key)
