"""Boards for tests: on real databases with a clock that stands, or in memory."""

import asyncio
from collections.abc import Callable

import pytest
import uvloop

from broadcast.board.actions.programme import load_programme
from broadcast.board.domain.announcements import Level, Template
from broadcast.board.ports import Board
from broadcast.board.storage import SqlBoardStore
from conference.bus import Bus
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.storage.engine import Database
from conference.storage.transactions import Transactions
from tests.support.board_samples import HANOI, OPERATOR, programme, text


def pytest_asyncio_loop_factories(
    config: pytest.Config,
    item: pytest.Item,
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop that `rostrum serve` runs on: its transports are not asyncio's own."""
    return {"uvloop": uvloop.new_event_loop}


TEMPLATES = {
    "starts-in": Template(id="starts-in", text=text("starts in {minutes}")),
    "moved": Template(id="moved", text=text("moved to {room}"), level=Level.URGENT),
}


@pytest.fixture
async def programmed(sqlite_database: Database, bus: Bus, clock: ManualClock, ids: SequentialIds) -> Board:
    """A board on SQLite with the small programme, to be served."""
    made = Board(
        transactions=Transactions(sqlite_database, bus),
        store=SqlBoardStore(),
        clock=clock,
        ids=ids,
        zone=HANOI,
        countries=("VN",),
    )
    await load_programme(made, programme(), operator=OPERATOR)
    return made


@pytest.fixture
def board(transactions: Transactions, clock: ManualClock, ids: SequentialIds) -> Board:
    """An empty board on a real database."""
    return Board(
        transactions=transactions,
        store=SqlBoardStore(),
        clock=clock,
        ids=ids,
        zone=HANOI,
        countries=("VN", "FR", "EU"),
        templates=TEMPLATES,
    )
