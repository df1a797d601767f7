"""What has expired is deleted while the application runs: here an upload that was not continued."""

import asyncio
from datetime import timedelta

from aiohttp import web
from sqlalchemy import func, select

from accreditation.applications.services import ApplicationServices
from accreditation.documents.actions.uploading import start_upload
from accreditation.documents.domain.uploads import UPLOAD_LIFE
from accreditation.documents.storage.tables import document_uploads
from accreditation.vetting.actions.open_files import OpenFileServices
from accreditation.vetting.storage import SqlOpenFiles
from conference.clock import ManualClock
from rostrum.parts.accreditation import assemble_accreditation
from rostrum.parts.documents import document_services
from rostrum.parts.draft_purge import purging_drafts
from rostrum.runtime import Runtime
from tests.support.application_samples import SECRET, application
from tests.support.application_services import save_applications


def open_file_services(runtime: Runtime) -> OpenFileServices:
    return OpenFileServices(
        transactions=runtime.transactions,
        open_files=SqlOpenFiles(),
        clock=runtime.clock,
        write_later=runtime.transactions.background.add,
    )


async def test_expired_upload_is_deleted_at_the_start(runtime: Runtime, clock: ManualClock) -> None:
    applications: ApplicationServices = assemble_accreditation(runtime).applications
    await save_applications(applications, application())
    documents = document_services(runtime, applications)
    await start_upload(documents, secret=SECRET, kind="assignment_letter", size=10)
    clock.advance((UPLOAD_LIFE + timedelta(seconds=1)).total_seconds())
    background = runtime.transactions.background
    running = purging_drafts(applications, open_file_services(runtime), documents, background)(web.Application())
    await anext(running)
    await asyncio.sleep(0)  # the task of the purge begins
    await background.add_and_wait("after the purge", _write_nothing, within_s=10)
    async with runtime.transactions.read() as transaction:
        count = select(func.count()).select_from(document_uploads)
        assert await transaction.connection.scalar(count) == 0
    await anext(running, None)


async def _write_nothing(_: object) -> None:
    """Write nothing: done after the writes before it."""
