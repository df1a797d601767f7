"""The feed on a real port."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from broadcast.board.ports import Board
from conference.bus import Bus
from tests.support.feed_server import Served, serving


@pytest.fixture
def board(programmed: Board) -> Board:
    return programmed


@pytest.fixture(params=[True, False], ids=["fronted", "by HTTP"])
async def served(request: pytest.FixtureRequest, board: Board, bus: Bus) -> AsyncIterator[Served]:
    async with serving(board, bus, fronted=request.param) as opened:
        yield opened


@pytest.fixture
async def http(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(served.http) as session:
        yield session
