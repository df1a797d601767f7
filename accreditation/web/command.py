"""The command post: one live page of all doors, and the evacuation list. Works without JavaScript, only slower."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from aiohttp import web

from accreditation.actions.command import (
    CommandPost,
    evacuation_list,
    look_over_doors,
    photo_of_conflict,
    settle_conflict,
)
from accreditation.actions.notices import NoticePost, standing_notices
from accreditation.domain.conflicts import ConflictKind, Settlement
from accreditation.domain.devices import DeviceState
from accreditation.domain.doors import Verdict
from accreditation.evacuation import Line, Sheet, SheetZone, sheet_csv, sheet_pdf
from accreditation.ports_command import Present
from accreditation.web.badge_context import event_of
from accreditation.web.command_view import command_view
from conference.auth.roles import Permission
from conference.errors import InvalidError
from conference.event import Event
from conference.i18n import key_family
from conference.languages import language, pick
from conference.timetext import format_datetime, format_time
from conference.web import floor_of, language_of, render, require, staff_of

PATH = "/staff/command"
VERDICTS = key_family("door.verdict.", [verdict.value for verdict in Verdict])
KINDS = key_family("command.conflict.", [kind.value for kind in ConflictKind])
SETTLEMENTS = key_family("command.settlement.", [settlement.value for settlement in Settlement])
STATES = key_family("command.device.", [state.value for state in DeviceState])
WORRIES = key_family("command.worry.", ("silent", "stale", "battery", "clock", "queue", "old_build"))
PROBLEMS = key_family("error.", ("conflict.settled", "notice.badge_unknown"))
LASTS = key_family("command.lasts.", ("15", "60", "240", "720"))
"""For how many minutes a notice may stand."""

COMMAND_POST: web.AppKey[CommandPost] = web.AppKey("command_post", CommandPost)

NOTICE_POST: web.AppKey[NoticePost] = web.AppKey("notice_post", NoticePost)


def command_post_of(request: web.Request) -> CommandPost:
    """The command post."""
    return request.config_dict[COMMAND_POST]


@require(Permission.SUPERVISE_DOORS)
async def show_command(request: web.Request) -> web.Response:
    """All doors at once; the page's script fetches it again every few seconds."""
    return await command_page(request)


async def command_page(
    request: web.Request, *, values: Mapping[str, object] | None = None, errors: Mapping[str, str] | None = None
) -> web.Response:
    """The page; `values` and `errors` are those of a notice that could not be posted."""
    overview = await look_over_doors(command_post_of(request), staff=staff_of(request))
    event, text = event_of(request), floor_of(request).catalogues.text
    view = command_view(overview, event, language_of(request), build=floor_of(request).assets.build)
    return render(
        request,
        "accreditation/command.html",
        overview=overview,
        view=view,
        doors={door.id: door for door in event.doors},
        zones={zone.code: zone for zone in event.zones},
        verdicts=VERDICTS,
        kinds=KINDS,
        settlements=SETTLEMENTS,
        states=STATES,
        worries=WORRIES,
        notices=await standing_notices(request.config_dict[NOTICE_POST]),
        lasts=[(minutes, text(language_of(request), key)) for minutes, key in LASTS.items()],
        door_names=[(door.id, pick(door.name, language_of(request))[0]) for door in event.doors],
        values=values or {"lasts": "60"},
        errors=errors or {},
        status=422 if errors else 200,
    )


@require(Permission.SUPERVISE_DOORS)
async def take_settlement(request: web.Request) -> web.Response:
    """What became of a contradiction."""
    given = str((await request.post()).get("settlement", ""))
    if given not in SETTLEMENTS:
        raise InvalidError("request.invalid")
    scan, staff = request.match_info["scan"], staff_of(request)
    await settle_conflict(command_post_of(request), scan, Settlement(given), staff=staff)
    raise web.HTTPSeeOther(f"{PATH}#conflicts")


@require(Permission.SUPERVISE_DOORS)
async def show_photo(request: web.Request) -> web.Response:
    """The person of an open conflict."""
    jpeg = await photo_of_conflict(command_post_of(request), request.match_info["photo"], staff=staff_of(request))
    return web.Response(body=jpeg, content_type="image/jpeg", headers={"Cache-Control": "no-store"})


@require(Permission.SUPERVISE_DOORS)
async def show_evacuation(request: web.Request) -> web.Response:
    """Who is inside: on the page, to tick off on a phone."""
    sheet, chosen = await _sheet(request, how="page")
    event = event_of(request)
    return render(
        request,
        "accreditation/evacuation.html",
        sheet=sheet,
        chosen=chosen,
        zones=event.zones,
        people=sum(len(zone.lines) for zone in sheet.zones),
    )


@require(Permission.SUPERVISE_DOORS)
async def show_evacuation_pdf(request: web.Request) -> web.Response:
    """The same on paper."""
    sheet, chosen = await _sheet(request, how="pdf")
    pdf = await asyncio.to_thread(sheet_pdf, sheet)
    return _file(pdf, "application/pdf", f"evacuation-{chosen or 'all'}.pdf", inline=True)


@require(Permission.SUPERVISE_DOORS)
async def show_evacuation_csv(request: web.Request) -> web.Response:
    """The same for a spreadsheet."""
    sheet, chosen = await _sheet(request, how="csv")
    text, code = floor_of(request).catalogues.text, language_of(request)
    table = sheet_csv(
        sheet,
        zone_heading=text(code, "command.zone"),
        latin_heading=text(code, "evacuation.latin"),
        door_heading=text(code, "command.door"),
    )
    return _file(table, "text/csv", f"evacuation-{chosen or 'all'}.csv")


def _file(body: bytes, kind: str, name: str, *, inline: bool = False) -> web.Response:
    how = "inline" if inline else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"', "Cache-Control": "no-store"}
    return web.Response(body=body, content_type=kind, charset="utf-8" if kind == "text/csv" else None, headers=headers)


async def _sheet(request: web.Request, *, how: str) -> tuple[Sheet, str | None]:
    """The list that the address asks for, and its zone if it is of one. Raises HTTPNotFound."""
    event, zone = event_of(request), request.query.get("zone") or None
    if zone is not None and zone not in {one.code for one in event.zones}:
        raise web.HTTPNotFound
    post = command_post_of(request)
    people = await evacuation_list(post, zone=zone, how=how, staff=staff_of(request))
    return _sheet_of(request, people, event, at=post.clock.now()), zone


def _sheet_of(request: web.Request, people: Sequence[Present], event: Event, *, at: datetime) -> Sheet:
    catalogues, code = floor_of(request).catalogues, language_of(request)
    doors = {door.id: pick(door.name, code)[0] for door in event.doors}
    zones = [
        SheetZone(
            zone.mark,
            pick(zone.name, code)[0],
            "",
            [_line(one, code, event, doors) for one in people if one.zone == zone.code],
        )
        for zone in event.zones
    ]
    counted = [
        replace(zone, count=catalogues.plural(code, "evacuation.people", len(zone.lines)))
        for zone in zones
        if zone.lines
    ]
    made = catalogues.text(code, "evacuation.made", time=format_datetime(code, at, event.zone_info))
    columns = ("name", "badge", "outlet", "phone", "entered")
    name, badge, outlet, phone, entered = (catalogues.text(code, COLUMNS[column]) for column in columns)
    return Sheet(
        title=catalogues.text(code, "evacuation.title"),
        event=pick(event.name, code)[0],
        made=made,
        language=language(code).tag.split("-")[0],
        direction=language(code).direction,
        columns=(name, badge, outlet, phone, entered),
        nobody=catalogues.text(code, "evacuation.nobody"),
        zones=counted,
    )


COLUMNS = key_family("evacuation.column.", ("name", "badge", "outlet", "phone", "entered"))


def _line(one: Present, code: str, event: Event, doors: dict[str, str]) -> Line:
    return Line(
        native=one.native_name,
        latin=one.latin_name,
        number=one.number,
        outlet=one.outlet,
        phone=one.phone,
        since=format_time(code, one.entered_at, event.zone_info),
        door=doors.get(one.door, one.door),
        country=one.country,
    )


def routes() -> list[web.RouteDef]:
    """The addresses of the command post."""
    return [
        web.get(PATH, show_command),
        web.post(f"{PATH}/conflicts/{{scan}}", take_settlement),
        web.get(f"{PATH}/photos/{{photo}}.jpg", show_photo),
        web.get(f"{PATH}/evacuation", show_evacuation),
        web.get(f"{PATH}/evacuation.pdf", show_evacuation_pdf),
        web.get(f"{PATH}/evacuation.csv", show_evacuation_csv),
    ]
