"""The board on an application: the feed, the pages, and what runs while it serves."""

from collections.abc import AsyncIterator

from aiohttp import web

from broadcast.assembly import Broadcast, assemble
from broadcast.web import console, console_acts, feed, live, screens
from broadcast.web.context import BOARD, FEED, Feed
from conference.web import same_origin
from conference.world import World


def assemble_broadcast(world: World) -> Broadcast:
    """The board of this world's event; nothing is connected yet."""
    return assemble(
        world.event,
        units=world.units,
        bus=world.bus,
        clock=world.clock,
        ids=world.ids,
        catalogues=world.catalogues,
        redis_url=world.settings.redis_url,
        tick_s=world.settings.tick_s,
    )


def install_broadcast(app: web.Application, world: World) -> None:
    """Put the board's pages and its feed on the application."""
    broadcast = assemble_broadcast(world)
    app[BOARD] = broadcast.board
    app[FEED] = Feed(hub=broadcast.hub, screens=broadcast.screens, from_our_pages=same_origin)
    for module in (feed, live, screens, console, console_acts):
        app.router.add_routes(module.routes())

    async def run_hub(_app: web.Application) -> AsyncIterator[None]:
        await broadcast.start()
        yield
        await broadcast.close()

    app.cleanup_ctx.extend([run_hub, feed.run_feed])
    app.on_shutdown.append(feed.end_feed)
