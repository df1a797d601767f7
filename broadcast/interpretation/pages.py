"""The staff page of interpretation: each session with its channels, the agreed end as a clock, and lost languages."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.board.actions import interpretation as acts
from broadcast.board.actions.read import BoardState, read_board
from broadcast.board.domain.board import interpretation_key
from broadcast.board.domain.display import ProjectionContext, project
from broadcast.board.domain.interpretation import Interpretation
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.shown import ShownInterpretation, ShownSession
from broadcast.board.domain.timing import is_skipped, later_moment, local_day
from broadcast.board.roles import OPERATE_BOARD
from broadcast.board.words import CatalogueWords
from broadcast.feed.service import board_of
from broadcast.interpretation.attention import ASK_BEFORE_S, OVER
from broadcast.interpretation.channel_text import read_channels, write_channels
from broadcast.pages.page_data import TemplateHelpers
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError, RuleError
from conference.texts.catalogues import key_family
from conference.texts.countries import countries
from conference.web import (
    Identifier,
    error_text,
    field_texts,
    fill_refused_form,
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

PATH = "/staff/interpretation"
DONE = key_family("interpretation.done.", ("set", "lose", "restore", "agree"))


class InterpretationForm(Struct, frozen=True, kw_only=True):
    """Fields of the buttons: the act, its session, what the operator saw, and what the act needs."""

    act: Annotated[str, Meta(extra={"error": "http_422"})] = ""
    session: Identifier = ""
    expected: int | None = None
    channels: Annotated[str, Meta(max_length=2000)] = ""
    language: Identifier = ""
    until: time | None = None


class InterpretationQuery(Struct, frozen=True, kw_only=True):
    """Query of the page: the chosen session, and the act just done."""

    session: Identifier = ""
    did: Identifier = ""


class InterpretedSession(Struct, frozen=True, kw_only=True):
    """A session with its interpretation as screens show it; `text` are its channels to be typed over."""

    session: ShownSession
    shown: ShownInterpretation | None
    text: str


@require(OPERATE_BOARD)
async def show_interpretation(request: web.Request) -> web.Response:
    """Show the sessions that are not over, with the one chosen by `?session=`."""
    return await _render_page(request)


@form_on(f"{PATH}?session={{session}}", InterpretationForm)
@require(OPERATE_BOARD)
async def act_on_interpretation(request: web.Request) -> web.Response:
    """Perform the act of a button; redirect to the page, or show it with the error and what was typed."""
    try:
        form = await read_form(request, InterpretationForm)
        await _perform_act(request, form)
    except (InvalidError, ConflictError, NotFoundError, RuleError) as problem:
        typed = await typed_values(request, InterpretationForm)
        response = await _render_page(request, problem=problem, session_id=typed.get("session", ""))
        return await fill_refused_form(request, response, InterpretationForm)
    raise web.HTTPSeeOther(f"{PATH}?did={form.act}&session={form.session}")


async def _perform_act(request: web.Request, form: InterpretationForm) -> None:
    board, operator = board_of(request), staff_of(request)
    match form.act:
        case "set":
            channels = read_channels(form.channels)
            await acts.set_channels(board, form.session, channels, operator=operator, expected=form.expected)
        case "lose":
            await acts.lose_language(board, form.session, form.language, operator=operator, expected=form.expected)
        case "restore":
            await acts.restore_language(board, form.session, form.language, operator=operator, expected=form.expected)
        case "agree":
            until = _read_until(request, form.until)
            await acts.agree_end(board, form.session, until, operator=operator, expected=form.expected)
        case _:
            raise InvalidError("http_422")


def _read_until(request: web.Request, typed: time | None) -> datetime | None:
    """Return the moment of a typed time today at the venue. Raises InvalidError for one that summer time skips."""
    if typed is None:
        return None
    board, now = board_of(request), site_of(request).clock.now()
    today = local_day(now, board.zone)
    if is_skipped(today, typed, board.zone):
        raise InvalidError("programme.skipped_time", {"until": "programme.skipped_time"})
    return later_moment(today, typed, now=now, zone=board.zone)


async def _render_page(
    request: web.Request, *, problem: RostrumError | None = None, session_id: str = ""
) -> web.Response:
    code, board, query = language_of(request), board_of(request), read_query(request, InterpretationQuery)
    now, state = site_of(request).clock.now(), await read_board(board_of(request))
    sessions = _list_sessions(request, state, code)
    errors = field_texts(request, problem) if isinstance(problem, InvalidError) else {}
    response = render(
        request,
        "interpretation/interpretation.html",
        status=problem.status if problem is not None else 200,
        problem=error_text(request, problem) if problem is not None and not errors else "",
        errors=errors,
        sessions=sessions,
        chosen=next((one for one in sessions if one.session.id == (session_id or query.session)), None),
        done=DONE.get(query.did),
        offset=state.revision.offset,
        ask_before_s=ASK_BEFORE_S,
        now=now,
        **TemplateHelpers(code, now, board.zone).functions(),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _list_sessions(request: web.Request, state: BoardState, code: str) -> list[InterpretedSession]:
    """Return the sessions that are not over, those that run first, then by time."""
    entries = {key: entry.state for key, entry in state.entries.items() if entry.state is not None}
    words = CatalogueWords(site_of(request).catalogues, {iso: one.name for iso, one in countries().items()})
    context = ProjectionContext(words=words, zone=board_of(request).zone, board=entries)
    listed = [
        _view_session(session, entries, context, code)
        for session in entries.values()
        if isinstance(session, Session) and session.phase not in OVER
    ]
    found = [one for one in listed if one is not None]
    return sorted(found, key=lambda one: (one.session.since is None, one.session.starts_at, one.session.order))


def _view_session(
    session: Session, entries: Mapping[str, object], context: ProjectionContext, code: str
) -> InterpretedSession | None:
    shown, state = project(session, context, code), entries.get(interpretation_key(session.id))
    if not isinstance(shown, ShownSession):
        return None
    projected = project(state, context, code) if isinstance(state, Interpretation) else None
    return InterpretedSession(
        session=shown,
        shown=projected if isinstance(projected, ShownInterpretation) else None,
        text=write_channels(state.channels) if isinstance(state, Interpretation) else "",
    )


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.get(PATH, show_interpretation), web.post(PATH, act_on_interpretation)]
