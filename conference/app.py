"""The one place that wires: a world of parts becomes an application that serves."""

import asyncio
import signal

import structlog
import uvloop
from aiohttp import web
from aiohttp.typedefs import Handler

from conference.settings import Settings
from conference.storage.engine import Database
from conference.web import Floor, install, language_of, make_assets, make_environment, web_folders
from conference.web.runner import Runner
from conference.wiring.accreditation import install_accreditation
from conference.wiring.broadcast import install_broadcast
from conference.world import World, open_world

REQUEST_LIMIT = 16 * 1024 * 1024
"""Bytes of one request's body: a photo as phones take them, with room; the routes themselves allow less."""

SHUTDOWN_S = 5.0
"""How long open requests may still take when the program is told to stop."""

_log = structlog.get_logger(__name__)


def make_application(world: World) -> web.Application:
    """The application that serves this world: the floor, then each feature on it."""
    app = web.Application(client_max_size=REQUEST_LIMIT)
    install(app, _floor(world))
    app.router.add_get("/", _to_own_language)
    app.router.add_get("/healthz", _alive)
    app.router.add_get("/readyz", _ready(world.database))
    install_accreditation(app, world)
    install_broadcast(app, world)
    return app


def serve(settings: Settings) -> None:
    """Serve until the process is told to stop."""
    uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    async with open_world(settings) as world:
        world.catalogues.load_all()
        runner = Runner(make_application(world), access_log=None, shutdown_timeout=SHUTDOWN_S)
        await runner.setup()
        try:
            await web.TCPSite(runner, settings.host, settings.port, backlog=4096).start()
            _log.info("serving", address=settings.address, conference=world.event.id, database=world.database.dialect)
            await _until_told_to_stop()
        finally:
            await runner.cleanup()


async def _until_told_to_stop() -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()


def _floor(world: World) -> Floor:
    return Floor(
        catalogues=world.catalogues,
        assets=make_assets(),
        environment=make_environment(web_folders("templates")),
        accounts=world.accounts,
        clock=world.clock,
        ids=world.ids,
        event=world.event,
        public_url=world.settings.address,
        proxies=world.settings.proxies,
        font_cache=world.settings.data_dir / "fonts",
    )


async def _to_own_language(request: web.Request) -> web.Response:
    raise web.HTTPFound(f"/{language_of(request)}/", headers={"Vary": "Accept-Language, Cookie"})


async def _alive(_request: web.Request) -> web.Response:
    return web.Response(text="alive\n")


def _ready(database: Database) -> Handler:
    async def ready(_request: web.Request) -> web.Response:
        async with asyncio.timeout(2), database.read() as connection:
            await connection.exec_driver_sql("SELECT 1")
        return web.Response(text="ready\n")

    return ready
