"""The feed on a real port."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from broadcast.board.ports import Board
from conference.bus import Bus
from tests.support.feed_server import Served, serving


@pytest.fixture(params=[True, False], ids=["fronted", "by HTTP"])
async def served(request: pytest.FixtureRequest, programmed: Board, bus: Bus) -> AsyncIterator[Served]:
    """The feed of a board with the small programme, with and without the router in front."""
    async with serving(programmed, bus, fronted=request.param) as opened:
        yield opened


@pytest.fixture
async def http(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of the feed."""
    async with aiohttp.ClientSession(served.http) as session:
        yield session
