"""Two nodes of one installation, over one PostgreSQL and one Redis."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from broadcast.board.actions.programme import load_programme
from broadcast.board.event_data import programme_of
from broadcast.feed.service import BOARD
from conference.auth.roles import Staff
from conference.clock import ManualClock
from conference.storage.engine import Database
from rostrum.app import make_application
from rostrum.roles import OPERATOR
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings
from tests.support.access_sweep import Client, Sweeper
from tests.support.passwords import cheap_passwords
from tests.support.slice_folder import link_slice_folder


@dataclass(frozen=True, kw_only=True)
class NodePlace:
    """Where two nodes run: what they share, the folder of their data folders, and seconds between their ticks."""

    database: Database
    redis_url: str
    folder: Path
    clock: ManualClock
    tick_s: int = 5


@dataclass(frozen=True)
class TwoNodes:
    """Two running nodes, an operator, and the headers of that person."""

    clients: tuple[Client, Client]
    runtimes: tuple[Runtime, Runtime]
    operator: Staff
    headers: Mapping[str, str]

    def find_app(self, node: int) -> web.Application:
        """Return the application of a node."""
        app = self.clients[node].app
        assert app is not None
        return app


@asynccontextmanager
async def serve_two_nodes(place: NodePlace) -> AsyncIterator[TwoNodes]:
    """Serve two nodes with the programme on their board."""
    async with AsyncExitStack() as stack:
        one, other = [await _open_runtime(stack, place, name) for name in ("one", "other")]
        clients = [
            await stack.enter_async_context(TestClient(TestServer(make_application(runtime))))
            for runtime in (one, other)
        ]
        sweeper = Sweeper(clients[0], one)
        operator, cookie = await sweeper.hire("operator", OPERATOR)
        _, token = await sweeper.issue_token(operator)
        nodes = TwoNodes((clients[0], clients[1]), (one, other), operator, {**cookie, **token})
        await load_programme(nodes.find_app(0)[BOARD], programme_of(one.event), operator=operator)
        yield nodes


async def _open_runtime(stack: AsyncExitStack, place: NodePlace, name: str) -> Runtime:
    settings = Settings(
        data_dir=place.folder / name,
        database_url=place.database.engine.url.render_as_string(hide_password=False),
        redis_url=place.redis_url,
        tick_s=place.tick_s,
    )
    settings.data_dir.mkdir()
    link_slice_folder(settings.data_dir)
    opened = await stack.enter_async_context(open_runtime(settings, clock=place.clock))
    return replace(opened, accounts=replace(opened.accounts, passwords=cheap_passwords()))
