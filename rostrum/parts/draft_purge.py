"""Periodic deletion of expired drafts of forms, with their photos."""

import asyncio
from collections.abc import AsyncIterator, Callable

import structlog
from aiohttp import web

from accreditation.applications.actions.drafts import purge_drafts
from accreditation.applications.services import ApplicationServices
from conference.tasks import end

PURGE_EVERY_S = 900.0

_log = structlog.get_logger(__name__)


def purging_drafts(services: ApplicationServices) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return the context of an application that deletes expired drafts at its start and every quarter of an hour."""

    async def purge(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(_purge_periodically(services), name="purge of drafts")
        yield
        await end(task)

    return purge


async def _purge_periodically(services: ApplicationServices) -> None:
    while True:
        try:
            await purge_drafts(services)
        except Exception:
            _log.exception("drafts.purge_failed")
        await asyncio.sleep(PURGE_EVERY_S)
