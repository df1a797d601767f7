"""The file of an export, made while it is sent."""

import asyncio

from aiohttp import web

from accreditation.applications.domain.applications import Agency
from accreditation.exports.actions.links import open_export
from accreditation.exports.actions.rows import PhotoRecord, read_batches
from accreditation.exports.content import TableContent, photo_name
from accreditation.exports.domain import Export, ExportFormat
from accreditation.exports.web.context import ANY_READER, PATH, charge_person, export_services_of
from accreditation.exports.web.texts import KINDS
from accreditation.vetting.actions.vetting import officer_of
from conference.auth.roles import Staff
from conference.languages import language
from conference.spreadsheets import WorkbookWriter, csv_rows, csv_table
from conference.tables.zip_stream import ZipStream
from conference.texts.dates import local_date
from conference.web import language_of, require, site_of, staff_of
from conference.web.files import XLSX, file_response


@require(*ANY_READER)
async def send_file(request: web.Request) -> web.StreamResponse:
    """`GET /staff/exports/{export}/file`: the rows as they are now, for the owner of the export alone."""
    charge_person(request)
    export = await open_export(export_services_of(request), request.match_info["export"], staff=staff_of(request))
    match export.request.format:
        case ExportFormat.CSV:
            return await _send_csv(request, export)
        case ExportFormat.XLSX:
            return await _send_workbook(request, export)
        case ExportFormat.ZIP:
            return await _send_photos(request, export)


def agency_for_notes(staff: Staff) -> Agency | None:
    """Return the agency whose reasons and notes the person reads, None for a person of no agency."""
    agencies = officer_of(staff).agencies
    return next(iter(agencies)) if len(agencies) == 1 else None


async def _send_csv(request: web.Request, export: Export) -> web.StreamResponse:
    content, kind = _content_of(request), export.request.kind
    response = await _start_response(request, export, "text/csv", charset="utf-8")
    await response.write(csv_table(content.headings(kind), []))
    async for batch in read_batches(export_services_of(request), export.request):
        await response.write(csv_rows([content.cells(kind, record) for record in batch]))
    await response.write_eof()
    return response


async def _send_workbook(request: web.Request, export: Export) -> web.Response:
    content, kind, code = _content_of(request), export.request.kind, language_of(request)
    title = site_of(request).catalogues.text(code, KINDS[kind.value])
    rtl = language(code).direction == "rtl"
    workbook = await asyncio.to_thread(
        WorkbookWriter, title, content.headings(kind), {"in_memory": True}, right_to_left=rtl
    )
    async for batch in read_batches(export_services_of(request), export.request):
        await asyncio.to_thread(workbook.add_rows, [content.cells(kind, record) for record in batch])
    return file_response(await asyncio.to_thread(workbook.finish), XLSX, _file_name(request, export))


async def _send_photos(request: web.Request, export: Export) -> web.StreamResponse:
    services, archive = export_services_of(request), ZipStream()
    at = services.applications.clock.now().astimezone(services.event.zone_info)
    response = await _start_response(request, export, "application/zip")
    async for batch in read_batches(services, export.request):
        for photo in batch:
            if isinstance(photo, PhotoRecord):
                await response.write(archive.add_file(photo_name(photo.application_id), photo.jpeg, at))
    await response.write(archive.finish())
    await response.write_eof()
    return response


def _content_of(request: web.Request) -> TableContent:
    agency = agency_for_notes(staff_of(request))
    event = export_services_of(request).event
    return TableContent(event, site_of(request).catalogues, language_of(request), agency)


async def _start_response(
    request: web.Request, export: Export, kind: str, charset: str | None = None
) -> web.StreamResponse:
    name = _file_name(request, export)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    response = web.StreamResponse(headers=headers)
    response.content_type, response.charset = kind, charset
    await response.prepare(request)
    return response


def _file_name(request: web.Request, export: Export) -> str:
    """Return the name of the file: event, kind and day at the venue."""
    services = export_services_of(request)
    day = local_date(services.applications.clock.now(), services.event.zone_info)
    return f"{services.event.id}-{export.request.kind.value}-{day}.{export.request.format.value}"


def routes() -> list[web.RouteDef]:
    """Return the route of the file."""
    return [web.get(f"{PATH}/{{export}}/file", send_file, allow_head=False)]
