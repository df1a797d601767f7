"""The file of an export, made while it is sent."""

from aiohttp import web

from accreditation.applications.domain.applications import Agency
from accreditation.exports.actions.files import file_name, make_file
from accreditation.exports.actions.links import open_export
from accreditation.exports.content import TableContent
from accreditation.exports.domain import ExportFormat
from accreditation.exports.web.context import ANY_READER, PATH, charge_person, export_services_of
from accreditation.exports.web.texts import KINDS
from accreditation.vetting.actions.vetting import officer_of
from conference.auth.roles import Staff
from conference.web import language_of, require, site_of, staff_of
from conference.web.files import XLSX

MEDIA_TYPES = {ExportFormat.CSV: "text/csv", ExportFormat.XLSX: XLSX, ExportFormat.ZIP: "application/zip"}


@require(*ANY_READER)
async def send_file(request: web.Request) -> web.StreamResponse:
    """`GET /staff/exports/{export}/file`: the rows as they are now, for the owner of the export alone."""
    charge_person(request)
    services, catalogues = export_services_of(request), site_of(request).catalogues
    export = await open_export(services, request.match_info["export"], staff=staff_of(request))
    asked, code = export.request, language_of(request)
    content = TableContent(services.event, catalogues, code, agency_for_notes(staff_of(request)))
    parts = make_file(services, asked, content, title=catalogues.text(code, KINDS[asked.kind.value]))
    first = await anext(parts)
    response = web.StreamResponse(
        headers={
            "Content-Disposition": f'attachment; filename="{file_name(services, asked)}"',
            "Cache-Control": "no-store",
        }
    )
    response.content_type = MEDIA_TYPES[asked.format]
    response.charset = "utf-8" if asked.format is ExportFormat.CSV else None
    await response.prepare(request)
    await response.write(first)
    async for part in parts:
        await response.write(part)
    await response.write_eof()
    return response


def agency_for_notes(staff: Staff) -> Agency | None:
    """Return the agency whose reasons and notes the person reads, None for a person of no agency."""
    agencies = officer_of(staff).agencies
    return next(iter(agencies)) if len(agencies) == 1 else None


def routes() -> list[web.RouteDef]:
    """Return the route of the file."""
    return [web.get(f"{PATH}/{{export}}/file", send_file, allow_head=False)]
