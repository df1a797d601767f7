"""The page from which operators start, pace, reset and end a rehearsal, open its screens, and write notes."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.board.domain.timing import local_day, moment
from broadcast.board.roles import OPERATE_BOARD
from broadcast.feed.public_board import PublicBoard, read_snapshot
from broadcast.feed.service import feed_of
from broadcast.pages.page_data import iso
from broadcast.rehearsal.access import PARAMETER
from broadcast.rehearsal.access import PATH as REHEARSAL_PATH
from broadcast.rehearsal.actions import control, debrief
from broadcast.rehearsal.actions.reading import RehearsalView, read_rehearsals, read_running
from broadcast.rehearsal.domain.rehearsals import Rehearsal
from broadcast.rehearsal.domain.timing import MAX_RATE, MIN_RATE
from broadcast.rehearsal.web.context import HOST, services_of
from broadcast.scripts.actions.reading import SessionScript, list_scripts
from broadcast.scripts.ports import ScriptSession
from broadcast.scripts.web.context import script_services_of
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError, RuleError
from conference.languages import LANGUAGES, language
from conference.texts.link_qr import LinkQr, link_qr
from conference.web import (
    Identifier,
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

HOME = "/staff/rehearsal"
RATES = (1, 2, 5, 10, 30, 60)
"""Rates that the page offers; programs may set any between."""

EARLY = time(8, 0)
"""Time of the clock that the page offers for a day without sessions."""


class RehearsalQuery(Struct, frozen=True, kw_only=True):
    """Query of the page: the earlier rehearsal whose notes are shown, and the session that was noted last."""

    of: Identifier = ""
    session: Identifier = ""


class StartForm(Struct, frozen=True, kw_only=True):
    """A rehearsal to be started: the day, the time at which its clock begins, and its rate."""

    day: date
    at: time
    rate: Annotated[int, Meta(ge=MIN_RATE, le=MAX_RATE)] = MIN_RATE


class ClockForm(Struct, frozen=True, kw_only=True):
    """A change of the clock: its rate, its time, or whether it runs."""

    act: Literal["rate", "pause", "resume", "set"]
    rate: Annotated[int, Meta(ge=MIN_RATE, le=MAX_RATE)] = MIN_RATE
    at: time | None = None


class ResetForm(Struct, frozen=True, kw_only=True):
    """The time at which the rehearsal begins again."""

    at: time


class NoteForm(Struct, frozen=True, kw_only=True):
    """A note on a session, or on a cue of its script."""

    text: Note = ""
    session: Identifier = ""
    cue: Identifier = ""


class ScreenAddress(Struct, frozen=True, kw_only=True):
    """A screen of the rehearsal: its name on the page, its address with the token, and that as a code."""

    label: str
    language_tag: str
    address: str
    qr: LinkQr


@require(OPERATE_BOARD)
async def show_rehearsal(request: web.Request) -> web.Response:
    """`GET /staff/rehearsal`."""
    return await _render_page(request)


@form_on(HOME, StartForm)
@require(OPERATE_BOARD)
async def start(request: web.Request) -> web.Response:
    """`POST /staff/rehearsal` with the fields of `StartForm`."""
    services = services_of(request)
    try:
        form = await read_form(request, StartForm)
        at = moment(form.day, form.at, services.live.zone)
        await control.start_rehearsal(services, form.day, at, rate=form.rate, operator=staff_of(request))
    except (InvalidError, ConflictError, RuleError) as error:
        return await _render_page(request, error=error, values=await typed_values(request, StartForm))
    request.config_dict[HOST].ask_again()
    raise web.HTTPSeeOther(HOME)


@form_on(HOME, ClockForm)
@require(OPERATE_BOARD)
async def change_clock(request: web.Request) -> web.Response:
    """`POST /staff/rehearsal/clock` with the fields of `ClockForm`."""
    services, operator = services_of(request), staff_of(request)
    await request.config_dict[HOST].find_application()
    try:
        form = await read_form(request, ClockForm)
        match form.act:
            case "rate":
                await control.set_rate(services, form.rate, operator=operator)
            case "pause":
                await control.pause_clock(services, operator=operator)
            case "resume":
                await control.resume_clock(services, operator=operator)
            case "set":
                await control.set_clock(services, await _read_time(request, form.at), operator=operator)
    except (InvalidError, NotFoundError) as error:
        return await _render_page(request, error=error, values=await typed_values(request, ClockForm))
    raise web.HTTPSeeOther(HOME)


@form_on(HOME, ResetForm)
@require(OPERATE_BOARD)
async def reset(request: web.Request) -> web.Response:
    """`POST /staff/rehearsal/reset` with the fields of `ResetForm`."""
    services = services_of(request)
    await request.config_dict[HOST].find_application()
    try:
        form = await read_form(request, ResetForm)
        at = await _read_time(request, form.at)
        await control.reset_rehearsal(services, at, operator=staff_of(request))
    except (InvalidError, NotFoundError, RuleError) as error:
        return await _render_page(request, error=error, values=await typed_values(request, ResetForm))
    raise web.HTTPSeeOther(HOME)


@form_on(HOME)
@require(OPERATE_BOARD)
async def end(request: web.Request) -> web.Response:
    """`POST /staff/rehearsal/end`."""
    host = request.config_dict[HOST]
    await host.find_application()
    try:
        ended = await control.end_rehearsal(services_of(request), operator=staff_of(request))
    except NotFoundError as error:
        return await _render_page(request, error=error)
    host.note_end()
    raise web.HTTPSeeOther(f"{HOME}?of={ended.id}")


@form_on(HOME, NoteForm)
@require(OPERATE_BOARD)
async def take_note(request: web.Request) -> web.Response:
    """`POST /staff/rehearsal/notes` with the fields of `NoteForm`."""
    try:
        form = await read_form(request, NoteForm)
        await debrief.add_note(
            services_of(request), form.text, operator=staff_of(request), session_id=form.session, cue_id=form.cue
        )
    except (InvalidError, NotFoundError) as error:
        return await _render_page(request, error=error, values=await typed_values(request, NoteForm))
    raise web.HTTPSeeOther(f"{HOME}?session={form.session}#notes")


def routes() -> list[web.RouteDef]:
    """Return the routes of the page and its forms."""
    return [
        web.get(HOME, show_rehearsal),
        web.post(HOME, start),
        web.post(f"{HOME}/clock", change_clock),
        web.post(f"{HOME}/reset", reset),
        web.post(f"{HOME}/end", end),
        web.post(f"{HOME}/notes", take_note),
    ]


async def _read_time(request: web.Request, at: time | None) -> datetime:
    """Return the moment of a time on the rehearsed day.

    Raises: InvalidError `field.not_time` without a time, NotFoundError `rehearsal.none`.
    """
    services = services_of(request)
    if at is None:
        raise InvalidError("field.not_time", {"at": "field.not_time"})
    return moment((await read_running(services)).day, at, services.live.zone)


async def _render_page(
    request: web.Request, *, error: RostrumError | None = None, values: Mapping[str, Any] | None = None
) -> web.Response:
    services, code, query = services_of(request), language_of(request), read_query(request, RehearsalQuery)
    view = await read_rehearsals(services, of=query.of)
    board = read_snapshot(feed_of(request).hub.snapshot(code).payload)
    errors = field_texts(request, error) if isinstance(error, InvalidError) else {}
    running, now = view.running, services.clock.now()
    scripts = await list_scripts(script_services_of(request), staff=staff_of(request))
    response = render(
        request,
        "rehearsal/control.html",
        status=error.status if error else 200,
        view=view,
        board=board,
        shown_at=running.pace.time_at(now) if running else None,
        clock=_clock_data(running, now),
        screens=await asyncio.to_thread(_list_screens, request, board, running) if running else [],
        rates=RATES,
        first_times=_first_times(board, view),
        titles={session.id: session.title for session in board.sessions},
        scripts=_sessions_of_day(scripts, running, services.live.zone),
        cues={cue.id: cue.what for one in scripts if one.script for cue in one.script.cues},
        errors=errors,
        problem=error_text(request, error) if error and not errors else "",
        values=values or {"session": query.session},
        home=HOME,
        rehearsal_path=REHEARSAL_PATH,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _sessions_of_day(
    scripts: Sequence[SessionScript], running: Rehearsal | None, zone: ZoneInfo
) -> list[ScriptSession]:
    """Return the public sessions of the rehearsed day that have a script."""
    if running is None:
        return []
    sessions = [one.session for one in scripts if one.script is not None and not one.session.is_private]
    return [session for session in sessions if local_day(session.starts_at, zone) == running.day]


def _clock_data(running: Rehearsal | None, now: datetime) -> dict[str, object]:
    """Return the clock for the script of the page: what it shows now, and its rate."""
    return {} if running is None else {"at": iso(running.pace.time_at(now)), "rate": running.pace.speed}


def _list_screens(request: web.Request, board: PublicBoard, running: Rehearsal) -> Sequence[ScreenAddress]:
    """Return the screens of the rehearsal: the lobby in each language; the signing and each room in the reader's."""
    site, code = site_of(request), language_of(request)
    token = services_of(request).derive_token(running.id)
    rooms = board.event.rooms if board.event else ()
    places = [(language(other).own_name, language(other).tag, f"/{other}/screens/lobby") for other in LANGUAGES]
    if board.tally is not None:
        places.append((site.catalogues.text(code, "board.tally.title"), "", f"/{code}/screens/signing"))
    places += [(room.name, "", f"/{code}/screens/rooms/{room.id}") for room in rooms]
    screens = []
    for label, tag, path in places:
        address = f"{site.public_url}{REHEARSAL_PATH}{path}?{PARAMETER}={token}"
        screens.append(ScreenAddress(label=label, language_tag=tag, address=address, qr=_draw_code(address)))
    return screens


@lru_cache(maxsize=128)
def _draw_code(address: str) -> LinkQr:
    """Return the code of an address; two dozen take a second the first time."""
    return link_qr(address)


def _first_times(board: PublicBoard, view: RehearsalView) -> dict[date, str]:
    """Return the time offered for each day: a quarter of an hour before its first session, else EARLY."""
    offered = {}
    for day in board.event.days if board.event else ():
        starts = [one.starts_at for one in board.sessions if local_day(one.starts_at, board.zone) == day]
        first = min(starts).astimezone(board.zone).time() if starts else EARLY
        offered[day] = first.strftime("%H:%M")
    return offered
