"""An application that listens on bound sockets until it is stopped."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from socket import socket

from aiohttp import web

from conference.health import HEALTH
from conference.metrics import METRICS
from conference.tasks import end
from rostrum.runtime import Runtime
from rostrum.serving.certificates import Certificate
from rostrum.serving.process import exclude_present_objects
from rostrum.serving.runner import Runner, listen_on

SHUTDOWN_S = 5.0
"""Seconds for open requests to finish when the application stops."""

CUT_WITHIN_S = 1.0
"""Seconds that aiohttp waits afterwards, once before and once after it cancels the remaining requests."""


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
        exclude_present_objects()
        certificate = Certificate(settings) if settings.serves_tls else None
        await listen_on(runner, bound, tls=certificate.tls if certificate else None)
        if certificate is not None:
            renewing = asyncio.create_task(certificate.follow_files(), name="certificate")
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
