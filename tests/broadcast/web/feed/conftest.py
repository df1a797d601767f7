"""The feed on a real port."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from broadcast.actions.programme import load_programme
from broadcast.ports import Board
from broadcast.storage import SqlBoardStore
from conference.bus import Bus
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.storage.engine import Database
from conference.storage.units import Units
from tests.broadcast.samples import HANOI, OPERATOR, programme
from tests.broadcast.serving import Served, serving


@pytest.fixture
async def board(sqlite_database: Database, bus: Bus, clock: ManualClock, ids: SequentialIds) -> Board:
    made = Board(
        units=Units(sqlite_database, bus),
        store=SqlBoardStore(),
        clock=clock,
        ids=ids,
        zone=HANOI,
        countries=("VN",),
    )
    await load_programme(made, programme(), operator=OPERATOR)
    return made


@pytest.fixture(params=[True, False], ids=["fronted", "by HTTP"])
async def served(request: pytest.FixtureRequest, board: Board, bus: Bus) -> AsyncIterator[Served]:
    async with serving(board, bus, fronted=request.param) as opened:
        yield opened


@pytest.fixture
async def http(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(served.http) as session:
        yield session
