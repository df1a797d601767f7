"""The one place that wires: a world of parts becomes an application that serves."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache, partial

import structlog
import uvloop
from aiohttp import web
from aiohttp.typedefs import Handler
from jinja2 import Environment

from conference import health
from conference.connections.limits import ConnectionLimits
from conference.connections.metrics import ConnectionCollector
from conference.connections.table import ConnectionTable
from conference.health import HEALTH, Health
from conference.logs import log_loop_error
from conference.metrics import METRICS, Metrics, serving_metrics
from conference.storage.engine import Database
from conference.tasks import end
from conference.web import Site, install, language_of, make_environment
from conference.web.assets import Assets
from conference.web.observed import observe
from rostrum.packages import static_folders, template_folders
from rostrum.parts.accreditation import ensure_issuing, install_accreditation
from rostrum.parts.broadcast import install_broadcast
from rostrum.runtime import Runtime, open_runtime
from rostrum.serving.process import allow_many_files, beat, files_allowed, settle_memory, told_to_stop
from rostrum.serving.runner import CONNECTIONS, Runner, listen
from rostrum.serving.tls import ensure_identity
from rostrum.serving.workers import Supervisor, start_worker
from rostrum.settings import Settings
from rostrum.staff_tiles import ROLE_TEXTS, TILES

REQUEST_LIMIT = 16 * 1024 * 1024
"""Bytes of one request's body: a photo as phones take them, with room; the routes themselves allow less."""

SHUTDOWN_S = 5.0
"""How long open requests may still take when the program is told to stop."""

CUT_WITHIN_S = 1.0
"""How long aiohttp waits again, once before and once after it cancels what has not ended by then."""

RENEW_EVERY_S = 60.0
"""How often this host's names are compared with those of its certificate."""

_log = structlog.get_logger(__name__)


def make_application(runtime: Runtime) -> web.Application:
    """The application that serves this world: the floor, then each feature on it."""
    app = web.Application(client_max_size=REQUEST_LIMIT)
    _install_operations(app, runtime)
    install(app, _make_site(runtime))
    app.middlewares.insert(1, observe)
    app.router.add_get("/", _to_front_page(runtime.settings))
    app.router.add_routes(health.routes())
    install_accreditation(app, runtime)
    if "board" in runtime.settings.parts:
        install_broadcast(app, runtime)
    return app


def serve(settings: Settings) -> None:
    """Serve until the process is told to stop, in one process or, once `check_workers` has passed, in several."""
    if settings.workers > 1 and not settings.worker:
        uvloop.run(_supervise(settings))
    else:
        uvloop.run(_serve(settings))


async def _supervise(settings: Settings) -> None:
    """Make what must be made once, then keep the workers."""
    if settings.tls:
        ensure_identity(settings)
    async with open_runtime(settings) as runtime:
        if "desk" in settings.parts:
            await ensure_issuing(runtime)
    _log.info("supervising", workers=settings.workers, address=settings.address)
    await Supervisor(partial(start_worker, settings), settings.workers).run()


async def _serve(settings: Settings) -> None:
    asyncio.get_running_loop().set_exception_handler(log_loop_error)
    allow_many_files()
    async with AsyncExitStack() as stack:
        if settings.worker:
            stack.push_async_callback(end, asyncio.create_task(beat(), name="beat"))
        runtime = await stack.enter_async_context(open_runtime(settings))
        runtime.catalogues.load_all()
        app = make_application(runtime)
        await stack.enter_async_context(_serving(app, runtime))
        if settings.metrics_port:
            port = settings.metrics_port + max(0, settings.worker - 1)
            await stack.enter_async_context(serving_metrics(app[METRICS].registry, settings.metrics_host, port))
        _log.info("serving", address=settings.address, conference=runtime.event.id, database=runtime.database.dialect)
        stop = await told_to_stop(supervised=settings.worker > 0)
        _log.info("stopping", signal=stop.name, linger_s=settings.linger_s)
        app[HEALTH].draining = True
        app[METRICS].draining.set(1)
        await asyncio.sleep(settings.linger_s)


@asynccontextmanager
async def _serving(app: web.Application, runtime: Runtime) -> AsyncIterator[None]:
    """Listen until the block ends; then take nothing new, let viewers go, give open requests their time.

    aiohttp takes no more of a request's body once its own end has begun, so requests are waited for before that.
    """
    settings = runtime.settings
    runner = Runner(app, access_log=None, shutdown_timeout=CUT_WITHIN_S)
    await runner.setup()
    settle_memory()
    renewing: asyncio.Task[None] | None = None
    try:
        shared = settings.worker > 0
        identity = ensure_identity(settings) if settings.tls else None
        context = identity.context() if identity else None
        await listen(runner, settings.host, settings.port, shared=shared, tls=context)
        renewing = asyncio.create_task(_renew(settings, context), name="certificate") if context else None
        yield
    finally:
        if renewing is not None:
            await end(renewing)
        app[HEALTH].draining = True
        for site in list(runner.sites):
            await site.stop()
        await runner.shutdown()
        await app[METRICS].wait_for_requests(within_s=SHUTDOWN_S)
        await runner.cleanup()


async def _renew(settings: Settings, context: ssl.SSLContext) -> None:
    """Follow this host's addresses: telephones join its network, and it joins theirs."""
    while True:
        await asyncio.sleep(RENEW_EVERY_S)
        try:
            (await asyncio.to_thread(ensure_identity, settings)).load_into(context)
        except (OSError, ValueError):
            _log.exception("tls.not_renewed")


def _install_operations(app: web.Application, runtime: Runtime) -> None:
    """What tells how the process does: health and metrics; and the limits of its connections."""
    app[HEALTH], app[METRICS] = Health(), Metrics()
    metrics, settings = app[METRICS], runtime.settings
    app[CONNECTIONS] = ConnectionTable(ConnectionLimits(proxies=settings.proxies, files=files_allowed()))
    metrics.registry.register(ConnectionCollector(app[CONNECTIONS]))
    metrics.info.labels(runtime.event.id, ",".join(sorted(settings.parts)), runtime.database.dialect).set(1)
    metrics.watch_database(runtime.database)
    app[HEALTH].watch("database", _answers(runtime.database))

    async def watch_loop(_app: web.Application) -> AsyncIterator[None]:
        watching = asyncio.create_task(metrics.watch_loop(), name="loop lag")
        yield
        await end(watching)

    app.cleanup_ctx.append(watch_loop)


@cache
def _assets() -> Assets:
    return Assets(static_folders())


@cache
def _environment() -> Environment:
    """Its templates are compiled once in a process."""
    return make_environment(template_folders())


def _make_site(runtime: Runtime) -> Site:
    return Site(
        catalogues=runtime.catalogues,
        assets=_assets(),
        environment=_environment(),
        accounts=runtime.accounts,
        clock=runtime.clock,
        ids=runtime.ids,
        issued_secrets=runtime.issued_secrets,
        event=runtime.event,
        public_url=runtime.settings.address,
        proxies=runtime.settings.proxies,
        strict=not runtime.settings.tls,
        elsewhere=bool(runtime.settings.only and runtime.settings.public_url),
        font_cache=runtime.settings.data_dir / "fonts",
        tiles=TILES,
        role_texts=ROLE_TEXTS,
    )


def _to_front_page(settings: Settings) -> Handler:
    """To the first page of what is served: the live page, the application form, or the staff's."""

    async def to_front_page(request: web.Request) -> web.Response:
        page = f"/{language_of(request)}/"
        if "board" not in settings.parts:
            page = f"{page}apply" if "desk" in settings.parts else "/staff/"
        raise web.HTTPFound(page, headers={"Vary": "Accept-Language, Cookie"})

    return to_front_page


def _answers(database: Database) -> health.Check:
    async def answers() -> bool:
        async with database.read() as connection:
            await connection.exec_driver_sql("SELECT 1")
        return True

    return answers
