"""An application that listens on bound sockets until it is stopped."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from socket import socket
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from conference.health import HEALTH
from conference.metrics import METRICS
from conference.tasks import end
from rostrum.runtime import Runtime
from rostrum.serving.process import settle_memory
from rostrum.serving.runner import Runner, listen_on
from rostrum.settings import Settings

if TYPE_CHECKING:
    from rostrum.serving.tls import Identity

SHUTDOWN_S = 5.0
"""Seconds for open requests to finish when the application stops."""

CUT_WITHIN_S = 1.0
"""Seconds that aiohttp waits afterwards, once before and once after it cancels the remaining requests."""

RENEW_EVERY_S = 60.0
"""Seconds between comparisons of this host's names with those of its certificate."""

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def serve_application(app: web.Application, runtime: Runtime, bound: Sequence[socket]) -> AsyncIterator[None]:
    """Listen on bound sockets until the block ends; then accept nothing, close viewers, and wait for open requests.

    The sockets are closed then. aiohttp reads no more of a request's body once its own cleanup has begun, so requests
    are waited for before that.
    """
    settings = runtime.settings
    runner = Runner(app, access_log=None, shutdown_timeout=CUT_WITHIN_S)
    renewing: asyncio.Task[None] | None = None
    try:
        await runner.setup()
        settle_memory()
        identity = ensure_identity_of(settings) if settings.tls else None
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


def ensure_identity_of(settings: Settings) -> "Identity":
    """Return the certificate of this host and its key, made if there is none."""
    from rostrum.serving.tls import ensure_identity  # noqa: PLC0415 - X.509, which a server without TLS does not need

    return ensure_identity(settings)


async def _renew_certificate(settings: Settings, context: ssl.SSLContext) -> None:
    """Renew the certificate whenever the host's addresses change, for example in another network."""
    while True:
        await asyncio.sleep(RENEW_EVERY_S)
        try:
            (await asyncio.to_thread(ensure_identity_of, settings)).load_into(context)
        except (OSError, ValueError):
            _log.exception("tls.not_renewed")
