"""The file of an export in parts, made while it is sent."""

import asyncio
from collections.abc import AsyncIterator

from accreditation.exports.actions.rows import PhotoRecord, read_batches
from accreditation.exports.content import TableContent, photo_name
from accreditation.exports.domain import ExportFormat, ExportRequest
from accreditation.exports.services import ExportServices
from conference.languages import language
from conference.spreadsheets import WorkbookWriter, csv_rows, csv_table
from conference.tables.zip_stream import ZipStream
from conference.texts.dates import local_date


def make_file(
    services: ExportServices, request: ExportRequest, content: TableContent, *, title: str
) -> AsyncIterator[bytes]:
    """Yield the parts of the file of a request that was opened; `title` names the sheet of a workbook."""
    match request.format:
        case ExportFormat.CSV:
            return _make_csv(services, request, content)
        case ExportFormat.XLSX:
            return _make_workbook(services, request, content, title)
        case ExportFormat.ZIP:
            return _make_archive(services, request)


def file_name(services: ExportServices, request: ExportRequest) -> str:
    """Return the name of the file: event, kind and day at the venue, in ASCII."""
    day = local_date(services.applications.clock.now(), services.event.zone_info)
    return f"{services.event.id}-{request.kind.value}-{day}.{request.format.value}"


async def _make_csv(services: ExportServices, request: ExportRequest, content: TableContent) -> AsyncIterator[bytes]:
    yield csv_table(content.headings(request.kind), [])
    async for batch in read_batches(services, request):
        yield csv_rows([content.cells(request.kind, record) for record in batch])


async def _make_workbook(
    services: ExportServices, request: ExportRequest, content: TableContent, title: str
) -> AsyncIterator[bytes]:
    kind, rtl = request.kind, language(content.language).direction == "rtl"
    headings = content.headings(kind)
    workbook = await asyncio.to_thread(WorkbookWriter, title, headings, {"in_memory": True}, right_to_left=rtl)
    async for batch in read_batches(services, request):
        await asyncio.to_thread(workbook.add_rows, [content.cells(kind, record) for record in batch])
    yield await asyncio.to_thread(workbook.finish)


async def _make_archive(services: ExportServices, request: ExportRequest) -> AsyncIterator[bytes]:
    archive, at = ZipStream(), services.applications.clock.now().astimezone(services.event.zone_info)
    async for batch in read_batches(services, request):
        for photo in batch:
            if isinstance(photo, PhotoRecord):
                yield archive.add_file(photo_name(photo.application_id), photo.jpeg, at)
    yield archive.finish()
