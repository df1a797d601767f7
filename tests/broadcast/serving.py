"""The feed on a real port, over a real board, without the rest of the application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from aiohttp import web

from broadcast.domain.events import BoardChanged
from broadcast.fanout.memory import MemoryFanout
from broadcast.hub import Hub
from broadcast.latest import LatestBoard
from broadcast.ports import Board
from broadcast.web import feed
from broadcast.web.context import BOARD, FEED, Feed
from broadcast.words import CatalogueWords
from conference.bus import Bus
from conference.i18n import Catalogues
from conference.web.runner import Runner
from tests.broadcast.samples import HANOI, text

WORDS = CatalogueWords(Catalogues(), {"VN": text("Viet Nam")})


@dataclass(frozen=True)
class Served:
    """A feed that answers on a port."""

    board: Board
    feed: Feed
    port: int
    runner: Runner

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
    board: Board, bus: Bus, *, port: int = 0, tick_s: int = 3600, build: str = "", most_viewers: int | None = None
) -> AsyncIterator[Served]:
    """Serve the board's feed; everything is closed at the end."""
    fanout = MemoryFanout()

    async def ring(changed: BoardChanged) -> None:
        await fanout.ring(changed.offset)

    bus.subscribe(BoardChanged, ring)
    hub = Hub(board, fanout, LatestBoard(WORDS, HANOI, build=build, tick_s=tick_s))
    await hub.start()
    app = web.Application()
    served_feed = Feed(hub=hub)
    app[BOARD] = board
    app[FEED] = served_feed if most_viewers is None else replace(served_feed, most_viewers=most_viewers)
    app.router.add_routes(feed.routes())
    app.cleanup_ctx.append(feed.run_feed)
    app.on_shutdown.append(feed.end_feed)
    runner = Runner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    try:
        yield Served(board, app[FEED], runner.addresses[0][1], runner)
    finally:
        await runner.cleanup()
        await hub.close()
        await fanout.close()
