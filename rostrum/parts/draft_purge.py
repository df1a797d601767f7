"""Periodic deletion of expired drafts of forms, with their photos, of uploads, and of files that are no longer open."""

import asyncio
from collections.abc import AsyncIterator, Callable

from aiohttp import web

from accreditation.applications.actions.drafts import purge_drafts
from accreditation.applications.services import ApplicationServices
from accreditation.documents.actions.uploading import purge_uploads
from accreditation.documents.services import DocumentServices
from accreditation.vetting.actions.open_files import OpenFileServices, purge_open_files
from conference.storage.background import BackgroundWrites
from conference.tasks import end
from conference.transactions import Transaction

PURGE_EVERY_S = 900.0

_WRITE = "purge of drafts"


def purging_drafts(
    services: ApplicationServices,
    open_files: OpenFileServices,
    documents: DocumentServices,
    background: BackgroundWrites,
) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return the context of an application that deletes what has expired, at its start and every quarter of an hour.

    The writes are done in the background, where the end of the application does not cancel them.
    """

    async def purge(transaction: Transaction) -> None:
        await purge_drafts(services, transaction)
        await purge_open_files(open_files, transaction)
        await purge_uploads(documents, transaction)

    async def purge_periodically() -> None:
        while True:
            background.add(_WRITE, purge, key=_WRITE)
            await asyncio.sleep(PURGE_EVERY_S)

    async def run_purges(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(purge_periodically(), name=_WRITE)
        yield
        await end(task)

    return run_purges
