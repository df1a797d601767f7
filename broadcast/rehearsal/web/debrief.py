"""The debrief list: what is to be done after rehearsals, as a page, as PDF and as CSV."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from aiohttp import web
from msgspec import Struct

from broadcast.board.domain.timing import local_day
from broadcast.board.roles import OPERATE_BOARD
from broadcast.rehearsal.actions import debrief
from broadcast.rehearsal.actions.debrief import ItemInput
from broadcast.rehearsal.actions.reading import read_source
from broadcast.rehearsal.art.sheet import DebriefRow, DebriefSheet, debrief_csv, debrief_pdf
from broadcast.rehearsal.domain.notes import DebriefItem
from broadcast.rehearsal.web.context import services_of
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError
from conference.languages import language, pick
from conference.texts.catalogues import format_date, format_datetime, key_family
from conference.web import (
    Identifier,
    Line,
    Note,
    error_text,
    field_texts,
    form_on,
    language_of,
    read_form,
    read_query,
    render,
    require,
    site_of,
    staff_of,
    typed_values,
)
from conference.web.files import file_response

HOME = "/staff/debrief"
COLUMNS = key_family("debrief.", ("text", "owner", "deadline", "state"))


class DebriefQuery(Struct, frozen=True, kw_only=True):
    """Query of the page: the note that a new item is made from, or the item that is changed."""

    note: Identifier = ""
    item: Identifier = ""


class ItemForm(Struct, frozen=True, kw_only=True):
    """An item, new or changed: `item` and `version` are those of the changed one, `note` the note it is made from."""

    text: Note = ""
    owner: Line = ""
    deadline: date | None = None
    note: Identifier = ""
    item: Identifier = ""
    version: int | None = None


class DoneForm(Struct, frozen=True, kw_only=True):
    """An item that is done, or open again, as it was seen."""

    item: Identifier
    version: int
    act: Literal["done", "reopen"]


@require(OPERATE_BOARD)
async def show_debrief(request: web.Request) -> web.Response:
    """`GET /staff/debrief`."""
    return await _render_page(request, values=await _find_values(request))


@form_on(f"{HOME}?note={{note}}&item={{item}}", ItemForm)
@require(OPERATE_BOARD)
async def take_item(request: web.Request) -> web.Response:
    """`POST /staff/debrief` with the fields of `ItemForm`."""
    services, operator = services_of(request), staff_of(request)
    try:
        form = await read_form(request, ItemForm)
        given = ItemInput(text=form.text, owner=form.owner, deadline=form.deadline)
        if form.item:
            await debrief.change_item(services, form.item, given, operator=operator, expected=form.version or 0)
        else:
            await debrief.add_item(services, given, operator=operator, note_id=form.note)
    except (InvalidError, ConflictError, NotFoundError) as error:
        return await _render_page(request, error=error, values=await typed_values(request, ItemForm))
    raise web.HTTPSeeOther(HOME)


@form_on(HOME, DoneForm)
@require(OPERATE_BOARD)
async def take_done(request: web.Request) -> web.Response:
    """`POST /staff/debrief/done` with the fields of `DoneForm`."""
    try:
        form = await read_form(request, DoneForm)
        await debrief.mark_done(
            services_of(request),
            form.item,
            is_done=form.act == "done",
            operator=staff_of(request),
            expected=form.version,
        )
    except (InvalidError, ConflictError, NotFoundError) as error:
        return await _render_page(request, error=error)
    raise web.HTTPSeeOther(HOME)


@require(OPERATE_BOARD)
async def show_debrief_pdf(request: web.Request) -> web.Response:
    """`GET /staff/debrief.pdf`."""
    pdf = await asyncio.to_thread(debrief_pdf, await _read_sheet(request))
    return file_response(pdf, "application/pdf", "debrief.pdf", inline=True)


@require(OPERATE_BOARD)
async def show_debrief_csv(request: web.Request) -> web.Response:
    """`GET /staff/debrief.csv`."""
    return file_response(debrief_csv(await _read_sheet(request)), "text/csv", "debrief.csv")


def routes() -> list[web.RouteDef]:
    """Return the routes of the page and its forms."""
    return [
        web.get(HOME, show_debrief),
        web.get(f"{HOME}.pdf", show_debrief_pdf),
        web.get(f"{HOME}.csv", show_debrief_csv),
        web.post(HOME, take_item),
        web.post(f"{HOME}/done", take_done),
    ]


async def _read_sheet(request: web.Request) -> DebriefSheet:
    services, site, code = services_of(request), site_of(request), language_of(request)
    now, zone, text = services.clock.now(), services.live.zone, site_of(request).catalogues.text
    today = local_day(now, zone)

    def describe(item: DebriefItem) -> DebriefRow:
        state = text(code, "debrief.overdue") if item.is_overdue(today) else ""
        if item.done_at is not None:
            state = f"{format_datetime(code, item.done_at, zone)} {item.done_by_name}"
        deadline = format_date(code, item.deadline) if item.deadline else ""
        return DebriefRow(
            text=item.text, owner=item.owner, deadline=deadline, state=state, is_done=item.done_at is not None
        )

    what, owner, until, state = (text(code, key) for key in COLUMNS.values())
    return DebriefSheet(
        title=text(code, "debrief.title"),
        event=pick(site.event.name, code)[0],
        made=text(code, "debrief.made", time=format_datetime(code, now, zone)),
        language=language(code).tag.split("-")[0],
        direction=language(code).direction,
        columns=(what, owner, until, state),
        nothing=text(code, "debrief.none"),
        rows=[describe(item) for item in await debrief.read_items(services)],
    )


async def _find_values(request: web.Request) -> dict[str, object]:
    """Return the values of the form for the note or the item that the query names."""
    query = read_query(request, DebriefQuery)
    source = await read_source(services_of(request), note_id=query.note, item_id=query.item)
    item, note = source.item, source.note
    if item is not None:
        deadline = item.deadline.isoformat() if item.deadline else ""
        return {
            "text": item.text,
            "owner": item.owner,
            "deadline": deadline,
            "item": item.id,
            "version": item.version,
        }
    return {"text": note.text, "note": note.id} if note is not None else {}


async def _render_page(
    request: web.Request, *, error: RostrumError | None = None, values: Mapping[str, Any] | None = None
) -> web.Response:
    services = services_of(request)
    errors = field_texts(request, error) if isinstance(error, InvalidError) else {}
    return render(
        request,
        "rehearsal/debrief.html",
        status=error.status if error else 200,
        items=await debrief.read_items(services),
        today=local_day(services.clock.now(), services.live.zone),
        errors=errors,
        problem=error_text(request, error) if error and not errors else "",
        values=values or {},
        home=HOME,
    )
