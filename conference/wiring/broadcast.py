"""The board on an application: the feed, the pages, and what runs while it serves."""

from collections.abc import AsyncIterator

from aiohttp import web

from broadcast.assembly import Broadcast, Node, assemble
from broadcast.web import console, console_acts, feed, live, screens
from broadcast.web.context import BOARD, FEED, Feed
from conference.web import FLOOR, same_origin
from conference.world import World


def assemble_broadcast(world: World, pages: str = "") -> Broadcast:
    """The board of this world's event; nothing is connected yet. `pages` names the build of the pages' files."""
    return assemble(
        world.event,
        units=world.units,
        bus=world.bus,
        clock=world.clock,
        ids=world.ids,
        catalogues=world.catalogues,
        node=Node(redis_url=world.settings.redis_url, tick_s=world.settings.tick_s, pages=pages),
    )


def install_broadcast(app: web.Application, world: World) -> None:
    """Put the board's pages and its feed on the application."""
    broadcast = assemble_broadcast(world, app[FLOOR].assets.build)
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
