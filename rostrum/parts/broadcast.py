"""Installation of the board on an application: feed, pages, and background tasks."""

from collections.abc import AsyncIterator
from functools import partial

from aiohttp import web

from broadcast.board.actions.programme import renew_epoch
from broadcast.board.domain.events import BoardChanged
from broadcast.console import api as board_api
from broadcast.console import api_speakers, console, console_acts, pushed_parts, rooms_api, speakers_page
from broadcast.feed import web as feed
from broadcast.feed.admission import Admission
from broadcast.feed.assembly import BoardPlace, Broadcast, Node, assemble, stream_of
from broadcast.feed.connections.router import RouterFactory
from broadcast.feed.fanout.redis import RedisFanout
from broadcast.feed.hub import Hub
from broadcast.feed.metrics import BoardCollector, Latency
from broadcast.feed.service import BOARD, FEED, Feed
from broadcast.interpretation import api as interpretation_api
from broadcast.interpretation import pages as interpretation_pages
from broadcast.pages import live, screens
from broadcast.pages.page_cache import PAGE_CACHE, PageCache
from broadcast.programme.actions.changes import ProgrammeServices
from broadcast.programme.storage import SqlPrivateSessions
from broadcast.programme.web import api as programme_api
from broadcast.programme.web import page_acts, private_api
from broadcast.programme.web import pages as programme_pages
from broadcast.programme.web import tables as programme_tables
from broadcast.programme.web.context import PROGRAMME
from conference.audit import SYSTEM
from conference.auth.roles import ADMINISTRATOR, Staff
from conference.connections.accepted import Router
from conference.health import HEALTH
from conference.languages import FALLBACK
from conference.metrics import METRICS
from conference.web import SITE, same_origin
from rostrum.parts.board.signing import followers_of, install_signing, signing_services
from rostrum.parts.room_systems import install_room_systems
from rostrum.parts.sessions.scripts import install_scripts
from rostrum.runtime import Runtime
from rostrum.serving.runner import CONNECTIONS, FRONT

_MODULES = (
    interpretation_api,
    interpretation_pages,
    feed,
    live,
    screens,
    console,
    console_acts,
    pushed_parts,
    board_api,
    rooms_api,
    programme_api,
    private_api,
    api_speakers,
    speakers_page,
    programme_pages,
    page_acts,
    programme_tables,
)
"""Modules with routes that need the board and its feed alone."""


def assemble_broadcast(runtime: Runtime, pages: str = "") -> Broadcast:
    """Assemble the board of the runtime's event, without connecting. `pages` names the build of the pages' files."""
    return assemble(
        runtime.event,
        transactions=runtime.transactions,
        bus=runtime.bus,
        clock=runtime.clock,
        ids=runtime.ids,
        catalogues=runtime.catalogues,
        node=Node(redis_url=runtime.settings.redis_url, tick_s=runtime.settings.tick_s, pages=pages),
        place=BoardPlace(stream=stream_of(runtime.event), followers=followers_of(runtime.event)),
    )


async def renew_board(runtime: Runtime) -> str:
    """Begin a new epoch of the board as the program itself, and return its name. Nodes detect it at their next read."""
    program = Staff(SYSTEM, SYSTEM, SYSTEM, frozenset({ADMINISTRATOR}), FALLBACK)
    return (await renew_epoch(assemble_broadcast(runtime).board, operator=program)).epoch


def install_broadcast(app: web.Application, runtime: Runtime) -> None:
    """Install the board's pages, its feed, and their metrics and health check."""
    latency = Latency(app[METRICS].registry)
    runtime.bus.subscribe(BoardChanged, latency.record_commit)
    broadcast = assemble_broadcast(runtime, app[SITE].page_build)
    app[BOARD], app[PAGE_CACHE] = broadcast.board, PageCache()
    app[PROGRAMME] = ProgrammeServices(board=broadcast.board, private=SqlPrivateSessions())
    app[console.LOAD_COMMAND] = "rostrum event load"
    app[FEED] = Feed(
        hub=broadcast.hub,
        screens=broadcast.screens,
        admission=Admission(most=runtime.settings.most_viewers),
        allows_origin=partial(same_origin, app[SITE]),
        drain_s=runtime.settings.drain_s,
    )
    install_scripts(app, runtime, broadcast.board)
    router: Router = RouterFactory(app[FEED], prefix=app[SITE].prefix, proxies=runtime.settings.proxies)
    app[FRONT] = router
    app[CONNECTIONS].count_viewers = partial(len, app[FEED].connections)
    for module in _MODULES:
        app.router.add_routes(module.routes())
    install_signing(app, runtime, signing_services(runtime, broadcast.board))

    install_room_systems(app, runtime, broadcast.board)

    async def run_hub(_app: web.Application) -> AsyncIterator[None]:
        await broadcast.start()
        yield
        await broadcast.close()

    broadcast.hub.on_refreshed = latency.record_written
    if isinstance(broadcast.fanout, RedisFanout):
        broadcast.fanout.on_received = latency.record_notification
    app[METRICS].registry.register(BoardCollector(app[FEED], broadcast.fanout, latency))
    app[HEALTH].watch("board", partial(_is_confirmed, broadcast.hub))
    app.cleanup_ctx.extend([run_hub, feed.run_feed])
    pushed_parts.install_stream(app)
    app.on_shutdown.append(feed.end_feed)


async def _is_confirmed(hub: Hub) -> bool:
    return hub.is_confirmed
