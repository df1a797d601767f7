"""The evacuation list: the people inside, as a page to tick off, as PDF, as CSV and as a workbook."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from aiohttp import web
from msgspec import Struct

from accreditation.access.roles import Permission
from accreditation.badge_desk.web.badge_context import event_of
from accreditation.doors.actions.command_post import evacuation_list
from accreditation.doors.evacuation import Sheet, SheetRow, SheetZone, TableHeadings, sheet_csv, sheet_pdf, sheet_xlsx
from accreditation.doors.ports.command_post import PresentPerson
from accreditation.doors.web.command_post import PATH, command_post_of
from conference.languages import language, pick
from conference.texts.catalogues import key_family
from conference.texts.dates import format_datetime, format_moment
from conference.web import Identifier, language_of, read_query, render, require, site_of, staff_of
from conference.web.files import XLSX, file_response

COLUMNS = key_family("evacuation.column.", ("name", "badge", "outlet", "phone", "entered"))


class EvacuationQuery(Struct, frozen=True):
    """The zone of the list; empty for every zone."""

    zone: Identifier = ""


@require(Permission.SUPERVISE_DOORS)
async def show_evacuation(request: web.Request) -> web.Response:
    """Show the list as a page."""
    sheet, chosen = await _read_sheet(request, how="page")
    return render(
        request,
        "doors/evacuation.html",
        sheet=sheet,
        chosen=chosen,
        zones=event_of(request).zones,
        people=sum(len(zone.rows) for zone in sheet.zones),
    )


@require(Permission.SUPERVISE_DOORS)
async def show_evacuation_pdf(request: web.Request) -> web.Response:
    """Return the list as PDF."""
    sheet, chosen = await _read_sheet(request, how="pdf")
    pdf = await asyncio.to_thread(sheet_pdf, sheet)
    return file_response(pdf, "application/pdf", f"evacuation-{chosen or 'all'}.pdf", inline=True)


@require(Permission.SUPERVISE_DOORS)
async def show_evacuation_csv(request: web.Request) -> web.Response:
    """Return the list as CSV."""
    sheet, chosen = await _read_sheet(request, how="csv")
    table = await asyncio.to_thread(sheet_csv, sheet, _table_headings(request))
    return file_response(table, "text/csv", f"evacuation-{chosen or 'all'}.csv")


@require(Permission.SUPERVISE_DOORS)
async def show_evacuation_xlsx(request: web.Request) -> web.Response:
    """Return the list as a workbook."""
    sheet, chosen = await _read_sheet(request, how="xlsx")
    table = await asyncio.to_thread(sheet_xlsx, sheet, _table_headings(request))
    return file_response(table, XLSX, f"evacuation-{chosen or 'all'}.xlsx")


def _table_headings(request: web.Request) -> TableHeadings:
    text, code = site_of(request).catalogues.text, language_of(request)
    return TableHeadings(text(code, "command.zone"), text(code, "evacuation.latin"), text(code, "command.door"))


async def _read_sheet(request: web.Request, *, how: str) -> tuple[Sheet, str | None]:
    """Return the list that the query asks for, and its zone if any. Raises HTTPNotFound for an unknown zone."""
    zone = read_query(request, EvacuationQuery).zone or None
    if zone is not None and zone not in {one.code for one in event_of(request).zones}:
        raise web.HTTPNotFound
    services = command_post_of(request)
    people = await evacuation_list(services, zone=zone, how=how, staff=staff_of(request))
    return _sheet_of(request, people, at=services.clock.now()), zone


def _sheet_of(request: web.Request, people: Sequence[PresentPerson], *, at: datetime) -> Sheet:
    event, text, code = event_of(request), site_of(request).catalogues.text, language_of(request)
    name, badge, outlet, phone, entered = (text(code, key) for key in COLUMNS.values())
    return Sheet(
        title=text(code, "evacuation.title"),
        event=pick(event.name, code)[0],
        made=text(code, "evacuation.made", time=format_datetime(code, at, event.zone_info)),
        language=language(code).tag.split("-")[0],
        direction=language(code).direction,
        columns=(name, badge, outlet, phone, entered),
        nobody=text(code, "evacuation.nobody"),
        zones=_zone_sheets(request, people, at=at),
    )


def _zone_sheets(request: web.Request, people: Sequence[PresentPerson], *, at: datetime) -> list[SheetZone]:
    """Return the zones with people in them, in the order of the event."""
    event, catalogues, code = event_of(request), site_of(request).catalogues, language_of(request)
    doors = {door.id: pick(door.name, code)[0] for door in event.doors}
    lines: dict[str, list[SheetRow]] = defaultdict(list)
    for one in people:
        since = format_moment(code, one.entered_at, event.zone_info, now=at)
        told = catalogues.text(code, "door.time_uncertain", time=since) if one.time_uncertain else since
        lines[one.zone].append(_sheet_row(one, told, doors))
    return [
        SheetZone(
            mark=zone.mark,
            name=pick(zone.name, code)[0],
            count=catalogues.plural(code, "evacuation.people", len(lines[zone.code])),
            rows=lines[zone.code],
        )
        for zone in event.zones
        if zone.code in lines
    ]


def _sheet_row(one: PresentPerson, since: str, doors: Mapping[str, str]) -> SheetRow:
    return SheetRow(
        native=one.native_name,
        latin=one.latin_name,
        number=one.number,
        outlet=one.outlet,
        phone=one.phone,
        since=since,
        door=doors.get(one.door, one.door),
        country=one.country,
    )


def routes() -> list[web.RouteDef]:
    """Return the routes of the list."""
    return [
        web.get(f"{PATH}/evacuation", show_evacuation),
        web.get(f"{PATH}/evacuation.pdf", show_evacuation_pdf),
        web.get(f"{PATH}/evacuation.csv", show_evacuation_csv),
        web.get(f"{PATH}/evacuation.xlsx", show_evacuation_xlsx),
    ]
