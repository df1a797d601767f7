"""Composition of the application from the runtime, and the serving process."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
import uvloop
from aiohttp import web
from aiohttp.typedefs import Handler
from jinja2 import Environment

from conference import health
from conference.clock_watch import clock_check, watching_clock
from conference.connections.limits import ConnectionLimits
from conference.connections.metrics import ConnectionCollector
from conference.connections.table import ConnectionTable
from conference.health import HEALTH, Health
from conference.hosts import ServedHosts
from conference.logs import log_loop_error
from conference.metrics import METRICS, Metrics, serving_metrics
from conference.storage.engine import Database
from conference.storage.write_health import writes_check
from conference.tasks import end
from conference.texts.locale_data import drop_unused_locale_data
from conference.web import Site, install, language_of, make_environment
from conference.web.assets import Assets
from conference.web.font_slices import cut_common_slices
from conference.web.observed import observe
from rostrum.administration.pages import install_administration
from rostrum.packages import static_folders, template_folders
from rostrum.parts.accreditation import ensure_issuing, install_accreditation
from rostrum.parts.broadcast import install_broadcast
from rostrum.runtime import Runtime, open_runtime
from rostrum.serving.process import allow_many_files, files_allowed, send_heartbeats, settle_memory, wait_for_stop
from rostrum.serving.runner import CONNECTIONS, Runner, bind_addresses, listen_on
from rostrum.serving.workers import Supervisor, start_worker
from rostrum.settings import Settings
from rostrum.staff_tiles import ROLE_TEXTS, TILES

if TYPE_CHECKING:
    from rostrum.serving.tls import Identity

REQUEST_LIMIT = 16 * 1024 * 1024
"""Maximum bytes of a request's body: a photo of a phone with reserve. Routes have lower limits of their own."""

SHUTDOWN_S = 5.0
"""Seconds for open requests to finish when the program stops."""

CUT_WITHIN_S = 1.0
"""Seconds that aiohttp waits afterwards, once before and once after it cancels the remaining requests."""

RENEW_EVERY_S = 60.0
"""Seconds between comparisons of this host's names with those of its certificate."""

_log = structlog.get_logger(__name__)


def make_application(runtime: Runtime) -> web.Application:
    """Make the application of a runtime: the web layer, then each feature."""
    app = web.Application(client_max_size=REQUEST_LIMIT)
    _install_operations(app, runtime)
    install(app, _make_site(runtime))
    app.middlewares.insert(1, observe)
    app.router.add_get("/", _front_page_redirect(runtime.settings))
    app.router.add_routes(health.routes())
    install_administration(app, runtime)
    install_accreditation(app, runtime)
    if "board" in runtime.settings.parts:
        install_broadcast(app, runtime)
    return app


def serve(settings: Settings, *, on_listening: Callable[[], None]) -> None:
    """Serve until the process is told to stop, in one process or, once `check_workers` has passed, in several.

    `on_listening` is called when the first process listens. Raises ListenError when the address is not available.
    """
    if settings.workers > 1 and not settings.worker:
        uvloop.run(_run_supervisor(settings, on_listening))
    else:
        uvloop.run(_run_server(settings, on_listening))


async def _run_supervisor(settings: Settings, on_listening: Callable[[], None]) -> None:
    """Prepare what all workers share, then run the workers."""
    if settings.tls:
        _ensure_identity(settings)
    async with open_runtime(settings) as runtime:
        if "desk" in settings.parts:
            await ensure_issuing(runtime)
    _log.info("supervising", workers=settings.workers, address=settings.address)
    await Supervisor(partial(start_worker, settings), settings.workers, on_listening=on_listening).run()


async def _run_server(settings: Settings, on_listening: Callable[[], None]) -> None:
    asyncio.get_running_loop().set_exception_handler(log_loop_error)
    allow_many_files()
    listening = asyncio.Event()
    async with AsyncExitStack() as stack:
        if settings.worker:
            stack.push_async_callback(end, asyncio.create_task(send_heartbeats(listening), name="beat"))
        bound = await bind_addresses(settings.host, settings.port, shared=settings.worker > 0)
        for opened in bound:
            stack.callback(opened.close)
        runtime = await stack.enter_async_context(open_runtime(settings))
        drop_unused_locale_data()
        runtime.catalogues.load_all()
        app = make_application(runtime)
        await stack.enter_async_context(_serve_application(app, runtime, bound))
        if settings.metrics_port:
            port = settings.metrics_port + max(0, settings.worker - 1)
            await stack.enter_async_context(serving_metrics(app[METRICS].registry, settings.metrics_host, port))
        listening.set()
        if settings.worker <= 1 and settings.font_slices == "ahead":
            cutting = asyncio.create_task(cut_common_slices(font_folder(settings)), name="font slices")
            stack.push_async_callback(end, cutting)
        if not settings.worker:
            on_listening()
        _log.info("serving", address=settings.address, conference=runtime.event.id, database=runtime.database.dialect)
        stop = await wait_for_stop(supervised=settings.worker > 0)
        _log.info("stopping", signal=stop.name, linger_s=settings.linger_s)
        app[HEALTH].draining = True
        app[METRICS].draining.set(1)
        await asyncio.sleep(settings.linger_s)


@asynccontextmanager
async def _serve_application(
    app: web.Application, runtime: Runtime, bound: Sequence[socket.socket]
) -> AsyncIterator[None]:
    """Listen on bound sockets until the block ends; then accept nothing, close viewers, and wait for open requests.

    aiohttp reads no more of a request's body once its own cleanup has begun, so requests are waited for before that.
    """
    settings = runtime.settings
    runner = Runner(app, access_log=None, shutdown_timeout=CUT_WITHIN_S)
    await runner.setup()
    settle_memory()
    renewing: asyncio.Task[None] | None = None
    try:
        identity = _ensure_identity(settings) if settings.tls else None
        context = identity.context() if identity else None
        await listen_on(runner, bound, tls=context)
        renewing = asyncio.create_task(_renew_certificate(settings, context), name="certificate") if context else None
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


async def _renew_certificate(settings: Settings, context: ssl.SSLContext) -> None:
    """Renew the certificate whenever the host's addresses change, for example in another network."""
    while True:
        await asyncio.sleep(RENEW_EVERY_S)
        try:
            (await asyncio.to_thread(_ensure_identity, settings)).load_into(context)
        except (OSError, ValueError):
            _log.exception("tls.not_renewed")


def _ensure_identity(settings: Settings) -> "Identity":
    from rostrum.serving.tls import ensure_identity  # noqa: PLC0415 - X.509, which a server without TLS does not need

    return ensure_identity(settings)


def _install_operations(app: web.Application, runtime: Runtime) -> None:
    """Install health, metrics and the limits of connections."""
    app[HEALTH], app[METRICS] = Health(), Metrics()
    metrics, settings = app[METRICS], runtime.settings
    app[CONNECTIONS] = ConnectionTable(ConnectionLimits(proxies=settings.proxies, files=files_allowed()))
    metrics.registry.register(ConnectionCollector(app[CONNECTIONS]))
    metrics.info.labels(runtime.event.id, ",".join(sorted(settings.parts)), runtime.database.dialect).set(1)
    metrics.watch_database(runtime.database)
    metrics.watch_clock(runtime.clock)
    app[HEALTH].watch("database", _database_check(runtime.database))
    app[HEALTH].watch("clock", clock_check(runtime.clock), needed_by_reads=False)
    app[HEALTH].watch("writes", writes_check(runtime.database), needed_by_reads=False)

    async def watch_loop(_app: web.Application) -> AsyncIterator[None]:
        watching = asyncio.create_task(metrics.watch_loop(), name="loop lag")
        yield
        await end(watching)

    app.cleanup_ctx.append(watch_loop)
    if settings.worker <= 1:
        app.cleanup_ctx.append(watching_clock(runtime.clock, runtime.transactions))


@cache
def _load_assets() -> Assets:
    return Assets(static_folders())


@cache
def _load_environment() -> Environment:
    """Return the environment of templates, which are compiled once per process."""
    return make_environment(template_folders())


def font_folder(settings: Settings) -> Path:
    """Return the folder of the font slices that this node cuts."""
    return settings.data_dir / "fonts"


def _make_site(runtime: Runtime) -> Site:
    return Site(
        catalogues=runtime.catalogues,
        assets=_load_assets(),
        environment=_load_environment(),
        accounts=runtime.accounts,
        clock=runtime.clock,
        ids=runtime.ids,
        issued_secrets=runtime.issued_secrets,
        event=runtime.event,
        public_url=runtime.settings.address,
        hosts=ServedHosts.of(runtime.settings.address, runtime.settings.hosts),
        proxies=runtime.settings.proxies,
        strict=not runtime.settings.tls,
        elsewhere=bool(runtime.settings.only and runtime.settings.public_url),
        font_cache=font_folder(runtime.settings),
        tiles=TILES,
        role_texts=ROLE_TEXTS,
    )


def _front_page_redirect(settings: Settings) -> Handler:
    """Return a handler that redirects to the first page served: live page, application form, or staff page."""

    async def redirect(request: web.Request) -> web.Response:
        page = f"/{language_of(request)}/"
        if "board" not in settings.parts:
            page = f"{page}apply" if "desk" in settings.parts else "/staff/"
        raise web.HTTPFound(page, headers={"Vary": "Accept-Language, Cookie"})

    return redirect


def _database_check(database: Database) -> health.Check:
    async def responds() -> bool:
        async with database.read() as connection:
            await connection.exec_driver_sql("SELECT 1")
        return True

    return responds
