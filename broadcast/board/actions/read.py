"""What operators and pages read of the board, straight from the database."""

from collections.abc import Mapping
from dataclasses import dataclass

from broadcast.board.domain.board import Entry, Revision, speakers_key
from broadcast.board.domain.speakers import SpeakersList
from broadcast.board.ports import Board, Change
from conference.errors import NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardState:
    """The whole board at one moment: its revision and the entry of every key that is on it."""

    revision: Revision
    entries: Mapping[str, Entry]


async def read_board(board: Board) -> BoardState:
    """The board as it is in the database now."""
    async with board.transactions.read() as transaction:
        revision, entries = await board.store.entries(transaction)
    return BoardState(revision=revision, entries={e.key: e for e in entries if e.state is not None})


async def read_speakers(board: Board, session_id: str) -> tuple[SpeakersList, int]:
    """The whole list of speakers of a session, and the offset it was seen at. Raises NotFoundError."""
    async with board.transactions.read() as transaction:
        entry = await board.store.entry(transaction, speakers_key(session_id))
    if entry is None or not isinstance(entry.state, SpeakersList):
        raise NotFoundError("board.unknown_key", key=speakers_key(session_id))
    return entry.state, entry.offset


async def read_changes(board: Board, *, limit: int = 50, key: str | None = None) -> list[Change]:
    """What was done to the board lately, newest first; of one key if it is named."""
    async with board.transactions.read() as transaction:
        return await board.store.latest_changes(transaction, limit=limit, key=key)
