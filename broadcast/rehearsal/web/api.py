"""Rehearsals, their notes and the debrief list in the API. The acts are those of the pages of staff."""

from datetime import datetime

from aiohttp import web

from broadcast.board.roles import OPERATE_BOARD
from broadcast.rehearsal.actions import control, debrief
from broadcast.rehearsal.actions.debrief import ItemInput
from broadcast.rehearsal.actions.reading import read_rehearsals, read_running
from broadcast.rehearsal.domain.rehearsals import Rehearsal
from broadcast.rehearsal.web.api_json import (
    DebriefOut,
    ItemIn,
    ItemOut,
    NoteIn,
    NoteOut,
    NotesOut,
    RehearsalIn,
    RehearsalOut,
    item_out,
    note_out,
    rehearsal_out,
)
from broadcast.rehearsal.web.context import HOST, services_of
from conference.api.answers import ROOT, SEEN_HEADERS, describe_act, describe_read
from conference.api.guard import require_token, seen_version
from conference.descriptions import describes
from conference.errors import InvalidError
from conference.web import json_response, read_json, staff_of

REHEARSAL = f"{ROOT}/rehearsal"
DEBRIEF = f"{ROOT}/debrief"


@describes(describe_read(RehearsalOut, refusals=(404,)))
@require_token(OPERATE_BOARD)
async def show_rehearsal(request: web.Request) -> web.Response:
    """Return the running rehearsal with the time of its clock; 404 when none runs."""
    return _answer_rehearsal(request, await read_running(services_of(request)))


@describes(describe_act(RehearsalOut, RehearsalIn))
@require_token(OPERATE_BOARD)
async def change_rehearsal(request: web.Request) -> web.Response:
    """Start a rehearsal, change its clock, begin it again or end it."""
    body = await read_json(request, RehearsalIn)
    services, operator, host = services_of(request), staff_of(request), request.config_dict[HOST]
    await host.find_application()
    match body.act:
        case "start":
            day, at = body.day, _require_moment(body)
            if day is None:
                raise InvalidError("rehearsal.unknown_day", {"day": "rehearsal.unknown_day"})
            done = await control.start_rehearsal(services, day, at, rate=body.rate, operator=operator)
            host.ask_again()
        case "rate":
            done = await control.set_rate(services, body.rate, operator=operator)
        case "pause":
            done = await control.pause_clock(services, operator=operator)
        case "resume":
            done = await control.resume_clock(services, operator=operator)
        case "set":
            done = await control.set_clock(services, _require_moment(body), operator=operator)
        case "reset":
            done = await control.reset_rehearsal(services, _require_moment(body), operator=operator)
        case "end":
            done = await control.end_rehearsal(services, operator=operator)
            host.note_end()
    return _answer_rehearsal(request, done)


@describes(describe_read(NotesOut))
@require_token(OPERATE_BOARD)
async def list_notes(request: web.Request) -> web.Response:
    """List the notes of the running rehearsal, in the order in which they were written."""
    view = await read_rehearsals(services_of(request))
    return json_response(NotesOut([note_out(note) for note in view.notes]))


@describes(describe_act(NoteOut, NoteIn))
@require_token(OPERATE_BOARD)
async def add_note(request: web.Request) -> web.Response:
    """Write a note on a session of the running rehearsal, on a cue of its script, or on the whole."""
    body = await read_json(request, NoteIn)
    note = await debrief.add_note(
        services_of(request), body.text, operator=staff_of(request), session_id=body.session, cue_id=body.cue
    )
    return json_response(note_out(note))


@describes(describe_read(DebriefOut))
@require_token(OPERATE_BOARD)
async def list_items(request: web.Request) -> web.Response:
    """List the items of the debrief list: open ones by deadline, then the done ones."""
    return json_response(DebriefOut([item_out(item) for item in await debrief.read_items(services_of(request))]))


@describes(describe_act(ItemOut, ItemIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def change_item(request: web.Request) -> web.Response:
    """Add an item to the debrief list, change one, mark it as done, or open it again."""
    body = await read_json(request, ItemIn)
    services, operator = services_of(request), staff_of(request)
    given = ItemInput(text=body.text, owner=body.owner, deadline=body.deadline)
    if body.act == "add":
        done = await debrief.add_item(services, given, operator=operator, note_id=body.note)
    elif body.act == "change":
        seen = seen_version(request, body.version)
        done = await debrief.change_item(services, body.item, given, operator=operator, expected=seen)
    else:
        seen, is_done = seen_version(request, body.version), body.act == "done"
        done = await debrief.mark_done(services, body.item, is_done=is_done, operator=operator, expected=seen)
    return json_response(item_out(done))


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(REHEARSAL, show_rehearsal),
        web.post(REHEARSAL, change_rehearsal),
        web.get(f"{REHEARSAL}/notes", list_notes),
        web.post(f"{REHEARSAL}/notes", add_note),
        web.get(DEBRIEF, list_items),
        web.post(DEBRIEF, change_item),
    ]


def _require_moment(body: RehearsalIn) -> datetime:
    if body.at is None:
        raise InvalidError("field.not_time", {"at": "field.not_time"})
    return body.at


def _answer_rehearsal(request: web.Request, rehearsal: Rehearsal) -> web.Response:
    services = services_of(request)
    token = services.derive_token(rehearsal.id) if rehearsal.is_running else ""
    return json_response(rehearsal_out(rehearsal, now=services.clock.now(), token=token))
