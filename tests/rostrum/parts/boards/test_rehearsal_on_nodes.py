"""A rehearsal beside the live day on two nodes over one PostgreSQL and one Redis."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from aiohttp import ClientWebSocketResponse

from broadcast.board.actions.announcements import post_announcement
from broadcast.feed.service import BOARD
from broadcast.rehearsal.actions.control import start_rehearsal
from broadcast.rehearsal.web.context import HOST, REHEARSALS
from conference.clock import ManualClock
from conference.storage.engine import Database
from tests.conftest import MORNING
from tests.support.board_samples import text
from tests.support.feed_server import read_until
from tests.support.two_nodes import NodePlace, TwoNodes, serve_two_nodes

LIVE, REHEARSED = "livecanaryxq", "rehearsedcanaryxq"
SIDES = {LIVE: "", REHEARSED: "/rehearsal"}
PAGES = ("/en/", "/feed/v1/en/board.json", "/api/v1/announcements", "/staff/console")


class RehearsedNodes(TwoNodes):
    """Two nodes on which a rehearsal runs beside the live day."""

    async def post(self, node: int, side: str) -> str:
        """Post an announcement on a side of a node, and return its words."""
        app, words = self.find_app(node), f"{side}{node}"
        if side == REHEARSED:
            rehearsed = await app[HOST].find_application()
            assert rehearsed is not None
            app = rehearsed
        await post_announcement(app[BOARD], text(words), operator=self.operator)
        return words

    async def connect(self, node: int) -> dict[str, ClientWebSocketResponse]:
        """Follow both sides of a node; return the connections by their side."""
        client = self.clients[node]
        return {
            side: await client.ws_connect(f"{prefix}/feed/v1/en/ws", headers=self.headers)
            for side, prefix in SIDES.items()
        }


@pytest.fixture
async def nodes(
    postgresql_database: Database, redis_url: str, tmp_path: Path, clock: ManualClock
) -> AsyncIterator[RehearsedNodes]:
    """Two nodes with the programme and a running rehearsal."""
    place = NodePlace(database=postgresql_database, redis_url=redis_url, folder=tmp_path, clock=clock)
    async with serve_two_nodes(place) as served:
        rehearsals = served.find_app(0)[REHEARSALS]
        await start_rehearsal(rehearsals, date(2025, 10, 25), MORNING, rate=60, operator=served.operator)
        yield RehearsedNodes(served.clients, served.runtimes, served.operator, served.headers)


async def test_acts_reach_their_own_side_of_the_other_node_alone(nodes: RehearsedNodes) -> None:
    for acting, reading in ((0, 1), (1, 0)):
        sockets = await nodes.connect(reading)
        posted = {side: await nodes.post(acting, side) for side in (REHEARSED, LIVE)}
        for side, foreign in ((REHEARSED, LIVE), (LIVE, REHEARSED)):
            words = posted[side]
            assert foreign not in await read_until(sockets[side], words)
            for path in PAGES:
                async with nodes.clients[reading].get(f"{SIDES[side]}{path}", headers=nodes.headers) as response:
                    page = await response.text()
                assert (response.status, words in page, foreign in page) == (200, True, False), path
            await sockets[side].close()
