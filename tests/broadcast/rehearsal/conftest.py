"""Rehearsals over the loaded board of a real database."""

import pytest

from broadcast.board.actions.programme import load_programme
from broadcast.board.ports import Board
from broadcast.board.storage import SqlBoardStore
from broadcast.rehearsal.ports import RehearsalServices
from broadcast.rehearsal.storage import SqlNotes, SqlRehearsals
from broadcast.rehearsal.tables import BOARD_TABLES
from conference.bus import Bus
from conference.storage.transactions import Transactions
from tests.support.board_samples import OPERATOR, programme


@pytest.fixture
async def services(board: Board, transactions: Transactions) -> RehearsalServices:
    """The services of rehearsals; the live board has the small programme."""
    await load_programme(board, programme(), operator=OPERATOR)
    return RehearsalServices(
        transactions=transactions,
        store=SqlRehearsals(),
        notes=SqlNotes(),
        live=board,
        board_store=SqlBoardStore(BOARD_TABLES),
        bus=Bus(),
        clock=board.clock,
        ids=board.ids,
        derive_token="token-of-{}".format,
    )
