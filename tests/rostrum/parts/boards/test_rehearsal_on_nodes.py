"""A rehearsal beside the live day on two nodes over one PostgreSQL and one Redis."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient, TestServer

from broadcast.board.actions.announcements import post_announcement
from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from broadcast.feed.service import BOARD
from broadcast.rehearsal.actions.control import start_rehearsal
from broadcast.rehearsal.web.context import HOST, REHEARSALS
from conference.auth.roles import Staff
from conference.clock import ManualClock
from conference.storage.engine import Database
from rostrum.app import make_application
from rostrum.roles import OPERATOR
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.conftest import MORNING
from tests.support.access_sweep import Client, Sweeper
from tests.support.board_samples import text
from tests.support.passwords import cheap_passwords
from tests.support.slice_folder import link_slice_folder

LIVE, REHEARSED = "livecanaryxq", "rehearsedcanaryxq"
SIDES = {LIVE: "", REHEARSED: "/rehearsal"}
PAGES = ("/en/", "/feed/v1/en/board.json", "/api/v1/announcements", "/staff/console")


@dataclass(frozen=True)
class TwoNodes:
    """Two nodes of one installation on which a rehearsal runs, an operator, and the headers of that person."""

    clients: tuple[Client, Client]
    operator: Staff
    headers: Mapping[str, str]

    async def post(self, node: int, side: str) -> str:
        """Post an announcement on a side of a node, and return its words."""
        app, words = self.clients[node].app, f"{side}{node}"
        assert app is not None
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
) -> AsyncIterator[TwoNodes]:
    """Two applications over one database and one Redis, with the programme and a running rehearsal."""
    url = postgresql_database.engine.url.render_as_string(hide_password=False)
    async with AsyncExitStack() as stack:
        clients, runtimes = [], []
        for name in ("one", "other"):
            settings = Settings(data_dir=tmp_path / name, database_url=url, redis_url=redis_url)
            settings.data_dir.mkdir()
            link_slice_folder(settings.data_dir)
            opened = await stack.enter_async_context(open_runtime(settings, clock=clock))
            runtimes.append(replace(opened, accounts=replace(opened.accounts, passwords=cheap_passwords())))
        for runtime in runtimes:
            app = make_application(runtime)
            client: Client = await stack.enter_async_context(TestClient(TestServer(app)))
            clients.append(client)
        one, other = clients
        sweeper = Sweeper(one, runtimes[0])
        operator, cookie = await sweeper.hire("operator", OPERATOR)
        _, token = await sweeper.issue_token(operator)
        assert one.app is not None
        await load_programme(one.app[BOARD], programme_of(runtimes[0].event), operator=operator)
        await start_rehearsal(one.app[REHEARSALS], date(2025, 10, 25), MORNING, rate=60, operator=operator)
        yield TwoNodes((one, other), operator, {**cookie, **token})


async def read_until(socket: ClientWebSocketResponse, words: str) -> str:
    """Return all that a connection was sent until the words came."""
    read = ""
    while words not in read:
        message = str((await socket.receive(timeout=10)).data)
        read += message
        assert json.loads(message)["type"] != "goodbye"
    return read


async def test_acts_reach_their_own_side_of_the_other_node_alone(nodes: TwoNodes) -> None:
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
