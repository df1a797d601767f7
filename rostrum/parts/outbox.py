"""Installation of the outbox: its pages, and its metrics."""

import asyncio
from collections.abc import AsyncIterator

import structlog
from aiohttp import web

from accreditation.access.roles import Permission
from conference.auth.roles import ADMINISTER
from conference.mail.enclosures import MakeEnclosure
from conference.mail.outbox_acts import OutboxServices
from conference.mail.pages import OUTBOX_PAGES, OutboxPages, routes
from conference.mail.statistics import LetterMetrics, count_letters
from conference.metrics import METRICS
from conference.tasks import end
from rostrum.runtime import Runtime

COUNT_EVERY_S = 15.0
"""Seconds between two counts for the metrics."""

_log = structlog.get_logger(__name__)


def install_outbox(app: web.Application, runtime: Runtime, make_enclosure: MakeEnclosure) -> None:
    """Install the pages for accreditation officers and administrators, and count letters while the application runs."""
    services = OutboxServices(runtime.transactions, runtime.clock)
    app[OUTBOX_PAGES] = OutboxPages(services, bool(runtime.settings.smtp_host), make_enclosure)
    app.router.add_routes(routes(Permission.VET_ACCREDITATION, ADMINISTER))
    metrics = LetterMetrics(app[METRICS].registry)

    async def count(_app: web.Application) -> AsyncIterator[None]:
        counting = asyncio.create_task(_count_letters(runtime, metrics), name="letters")
        yield
        await end(counting)

    app.cleanup_ctx.append(count)


async def _count_letters(runtime: Runtime, metrics: LetterMetrics) -> None:
    while True:
        try:
            async with runtime.transactions.read() as transaction:
                metrics.show(await count_letters(transaction, runtime.clock.now()))
        except Exception:
            _log.warning("mail.not_counted")
        await asyncio.sleep(COUNT_EVERY_S)
