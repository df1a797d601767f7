"""The feed on a real port, over a real board, without the rest of the application; and what connections receive."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientWebSocketResponse, web

from broadcast.board.domain.events import BoardChanged
from broadcast.board.ports import Board
from broadcast.board.words import CatalogueWords
from broadcast.feed import web as feed
from broadcast.feed.admission import Admission
from broadcast.feed.connections.router import RouterFactory
from broadcast.feed.fanout.memory import MemoryFanout
from broadcast.feed.hub import Hub
from broadcast.feed.latest import LatestBoard
from broadcast.feed.service import BOARD, FEED, Feed
from conference.bus import Bus
from conference.connections.accepted import Router
from conference.connections.limits import ConnectionLimits
from conference.connections.table import ConnectionTable
from conference.texts.catalogues import own_catalogues
from rostrum.serving.runner import CONNECTIONS, FRONT, Runner, listen
from tests.support.board_samples import HANOI, text

WORDS = CatalogueWords(own_catalogues(), {"VN": text("Viet Nam")})


@dataclass(frozen=True)
class Served:
    """A feed that answers on a port."""

    board: Board
    feed: Feed
    port: int
    runner: Runner
    connections: ConnectionTable

    @property
    def hub(self) -> Hub:
        return self.feed.hub

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ws(self, language: str = "fr", query: str = "") -> str:
        return f"ws://127.0.0.1:{self.port}/feed/v1/{language}/ws{query}"


@asynccontextmanager
async def serving(
    board: Board,
    bus: Bus,
    *,
    port: int = 0,
    tick_s: int = 3600,
    build: str = "",
    admission: Admission | None = None,
    fronted: bool = True,
    proxies: int = 0,
) -> AsyncIterator[Served]:
    """Serve the board's feed; close everything at the end. With `fronted` False all handshakes go through aiohttp."""
    fanout = MemoryFanout()

    async def notify(changed: BoardChanged) -> None:
        await fanout.notify(changed.offset)

    bus.subscribe(BoardChanged, notify)
    hub = Hub(board, fanout, LatestBoard(WORDS, HANOI, build=build, tick_s=tick_s))
    await hub.start()
    app = web.Application()
    app[BOARD] = board
    app[FEED] = Feed(hub=hub, admission=admission or Admission(), drain_s=0.0)
    app[CONNECTIONS] = ConnectionTable(ConnectionLimits(proxies=proxies))
    if fronted:
        router: Router = RouterFactory(app[FEED], proxies=proxies)
        app[FRONT] = router
    app.router.add_routes(feed.routes())
    app.cleanup_ctx.append(feed.run_feed)
    app.on_shutdown.append(feed.end_feed)
    runner = Runner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    await listen(runner, "127.0.0.1", port)
    try:
        yield Served(board, app[FEED], runner.addresses[0][1], runner, app[CONNECTIONS])
    finally:
        await runner.cleanup()
        await hub.close()
        await fanout.close()


async def read_until(socket: ClientWebSocketResponse, words: str) -> str:
    """Return all that a connection of the feed was sent until the words came."""
    read = ""
    while words not in read:
        message = str((await socket.receive(timeout=10)).data)
        read += message
        assert json.loads(message)["type"] != "goodbye"
    return read
