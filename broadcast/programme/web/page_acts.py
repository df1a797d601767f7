"""Handlers of the forms of the edit pages. Each works as a plain form, and answers the page's script in JSON."""

import re

from aiohttp import web
from msgspec import Struct

from broadcast.board.actions.read import read_board, read_changes
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.board import session_key
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.timing import usual_day
from broadcast.board.ports import Board
from broadcast.board.roles import OPERATE_BOARD
from broadcast.pages.session_words import Outgoing
from broadcast.programme.actions.changes import (
    Request,
    change_programme,
    preview_change,
    propose_change,
)
from broadcast.programme.domain.acts import Act
from broadcast.programme.web.context import programme_of
from broadcast.programme.web.forms import ChangeForm, act_of_form, input_texts
from broadcast.programme.web.pages import (
    HOME,
    NEW,
    Outcome,
    ProgrammeQuery,
    read_clash_texts,
    redirect_to_top,
    render_programme,
    tell_outgoing,
)
from conference.descriptions import Access, Description, describes
from conference.errors import ConflictError, InvalidError, RostrumError, RuleError, UnavailableError
from conference.texts.dates import format_time
from conference.web import (
    Identifier,
    error_text,
    form_on,
    json_response,
    language_of,
    problem_of,
    problem_response,
    read_form,
    require,
    site_of,
    staff_of,
    typed_values,
    wants_json,
)


class UndoForm(Struct, frozen=True, kw_only=True):
    """The session whose last change is undone."""

    session: Identifier = ""
    expected: int | None = None


class ClashLine(Struct, frozen=True):
    """A clash in words, with the code that confirms it."""

    code: str
    text: str


class ChangeDone(Struct, frozen=True):
    """Answer to the page's script: the offset of the board, or (previews) the clashes that a change would make.

    `proposed`: the act waits for a second operator. `outgoing`: what screens would show of each session that changes.
    """

    offset: int
    problem: str = ""
    clashes: list[ClashLine] = []
    proposed: bool = False
    outgoing: list[Outgoing] = []


_DONE = Description(answer=ChangeDone, form=ChangeForm, access=Access.STAFF, refusals={404, 409})


@form_on(f"{HOME}?session={{session}}", ChangeForm)
@describes(_DONE)
@require(OPERATE_BOARD)
async def change_session(request: web.Request) -> web.Response:
    """Carry out the act of a form on a session, or add one."""
    try:
        form = await read_form(request, ChangeForm)
        services = programme_of(request)
        act = await _read_act(request, form)
        asked = Request(operator=staff_of(request), expected=form.expected, confirmed=form.confirmed)
        if await propose_change(services, act, asked) is not None:
            return await _answer_proposal(request, act)
        committed = await change_programme(services, act, asked)
    except UnavailableError:
        raise  # the page could not be rendered either
    except RostrumError as error:
        return await _answer_error(request, error)
    if wants_json(request):
        return json_response(ChangeDone(committed.revision.offset))
    query = {"session": act.session, "done": str(committed.revision.offset)}
    raise redirect_to_top(request, HOME, query)


async def _answer_proposal(request: web.Request, act: Act) -> web.Response:
    """Answer that an act waits for a second operator, on the console."""
    if wants_json(request):
        offset = (await read_board(programme_of(request).board)).revision.offset
        return json_response(ChangeDone(offset, proposed=True))
    query = {"session": act.session, "proposed": "1"}
    raise redirect_to_top(request, HOME, query)


@form_on(f"{HOME}?session={{session}}", ChangeForm)
@describes(_DONE)
@require(OPERATE_BOARD)
async def preview_session(request: web.Request) -> web.Response:
    """Tell what screens would show after the act of a form, and which clashes it would make; nothing is changed.

    An incomplete form is no error to the page's script.
    """
    services = programme_of(request)
    board_state = await read_board(services.board)
    offset = board_state.revision.offset
    try:
        act = await _read_act(request, await read_form(request, ChangeForm))
        preview = await preview_change(services, act, operator=staff_of(request))
    except (InvalidError, RuleError) as error:
        if not wants_json(request):
            return await _answer_error(request, error)
        fields = input_texts(request, error)
        return json_response(ChangeDone(offset, next(iter(fields.values()), error_text(request, error))))
    clashes = await read_clash_texts(request, preview.clashes)
    outgoing = tell_outgoing(request, board_state, preview.states)
    if wants_json(request):
        lines = [ClashLine(one.code, one.text) for one in clashes]
        return json_response(ChangeDone(offset, "", lines, outgoing=outgoing))
    outcome = Outcome(clashes=clashes, typed=await typed_values(request, ChangeForm), outgoing=outgoing)
    return await render_programme(request, ProgrammeQuery(session=request.match_info["session"]), outcome)


@form_on(f"{HOME}?session={{session}}", UndoForm)
@describes(Description(answer=ChangeDone, form=UndoForm, access=Access.STAFF, refusals={404, 409}))
@require(OPERATE_BOARD)
async def undo_change(request: web.Request) -> web.Response:
    """Undo the last change of a session, with all that the act wrote."""
    form = await read_form(request, UndoForm)
    board = programme_of(request).board
    try:
        done = await undo_last(board, session_key(form.session), operator=staff_of(request), expected=form.expected)
    except UnavailableError:
        raise
    except RostrumError as error:
        return await _answer_error(request, error)
    if wants_json(request):
        return json_response(ChangeDone(done.revision.offset))
    raise redirect_to_top(request, HOME, {"session": form.session})


async def _read_act(request: web.Request, form: ChangeForm) -> Act:
    """Return the act of a form. Raises: InvalidError, as `act_of_form`."""
    board = programme_of(request).board
    now, session_id = site_of(request).clock.now(), request.match_info["session"]
    entries = (await read_board(board)).entries
    entry = entries.get(session_key(session_id))
    day = now.astimezone(board.zone).date()
    if entry is not None and isinstance(entry.state, Session):
        day = usual_day(entry.state.starts_at, entry.state.phase, now=now, zone=board.zone)
    if session_id == NEW:
        session_id = _free_id(form.kind or "session", set(entries))
    return act_of_form(form, session_id, zone=board.zone, usual_day=day)


def _free_id(kind: str, taken: set[str]) -> str:
    word = re.sub(r"[^a-z]+", "-", kind)
    return next(one for n in range(1, 10_000) if session_key(one := f"{word}-day-{n}") not in taken)


async def _answer_error(request: web.Request, error: RostrumError) -> web.Response:
    """Answer with the error's text and its clashes, and keep the typed values."""
    text = await _describe_error(request, error)
    fields = input_texts(request, error)
    found = error.params.get("clashes", ()) if error.code == "programme.clashes" else ()
    clashes = await read_clash_texts(request, found if isinstance(found, tuple) else ())
    if wants_json(request):
        if clashes:
            offset = (await read_board(programme_of(request).board)).revision.offset
            lines = [ClashLine(one.code, one.text) for one in clashes]
            return json_response(ChangeDone(offset, text, lines), status=error.status)
        return problem_response(problem_of(request, error, text=text))
    typed = await typed_values(request, ChangeForm)
    outcome = Outcome(
        status=error.status,
        problem=text,
        errors=fields,
        clashes=clashes,
        typed=typed,
        is_outdated=isinstance(error, ConflictError),
    )
    session_id = request.match_info.get("session", typed.get("session", ""))
    return await render_programme(request, ProgrammeQuery(session=session_id), outcome)


async def _describe_error(request: web.Request, error: RostrumError) -> str:
    """Return the text of an error; for a conflict, who changed the session and when."""
    if not isinstance(error, ConflictError):
        return error_text(request, error)
    board: Board = programme_of(request).board
    changes = await read_changes(board, limit=1, key=str(error.params.get("key", "")))
    if not changes:
        return error_text(request, error)
    code = language_of(request)
    return site_of(request).catalogues.text(
        code, "programme.conflict", by=changes[0].operator_name, time=format_time(code, changes[0].at, board.zone)
    )


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.post(f"{HOME}/sessions/{{session}}", change_session),
        web.post(f"{HOME}/sessions/{{session}}/preview", preview_session),
        web.post(f"{HOME}/undo", undo_change),
    ]
