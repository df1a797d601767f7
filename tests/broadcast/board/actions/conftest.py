"""A board with a programme on it."""

import pytest
from sqlalchemy import text as sql

from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.read import read_board
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.ports import Board
from conference.storage.transactions import Transactions
from tests.support.board_samples import OPERATOR, programme


@pytest.fixture
async def loaded(board: Board) -> Board:
    """A board with a programme of three sessions on it."""
    await load_programme(board, programme(), operator=OPERATOR)
    return board


async def phase_of(board: Board, session_id: str) -> Phase:
    state = (await read_board(board)).entries[f"session/{session_id}"].state
    assert isinstance(state, Session)
    return state.phase


async def audit_rows(transactions: Transactions) -> list[tuple[str, str, str]]:
    """Return action, actor and subject of each audit entry, in order."""
    async with transactions.read() as transaction:
        rows = await transaction.connection.execute(sql("SELECT action, actor, subject FROM audit_log ORDER BY seq"))
        return [(row.action, row.actor, row.subject) for row in rows]
