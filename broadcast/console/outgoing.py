"""What screens would show after an act on a session, before an operator presses its button."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from aiohttp import web
from msgspec import Struct

from broadcast.board.actions.read import BoardState, read_board
from broadcast.board.domain.board import session_key
from broadcast.board.domain.display import ProjectionContext
from broadcast.board.domain.sessions import TRANSITIONS, Session, Verb, move
from broadcast.board.domain.timing import is_skipped, later_moment, local_day, usual_day
from broadcast.board.roles import OPERATE_BOARD
from broadcast.console.console import Outcome, render_console, words_of
from broadcast.console.console_forms import PreviewForm, TimeForm
from broadcast.console.console_view import VERBS
from broadcast.feed.service import board_of
from broadcast.pages.session_words import Outgoing, SessionTeller
from conference.descriptions import Access, Description, describes
from conference.errors import InvalidError, NotFoundError, RuleError
from conference.web import (
    error_text,
    form_on,
    json_response,
    language_of,
    read_form,
    require,
    site_of,
    typed_values,
    wants_json,
)

HOME = "/staff/console"

LATEST_DAY = timedelta(days=366)
"""How far ahead a session may be moved; far days have no moment in UTC."""

PREVIEWED = (Verb.DELAY, Verb.SUSPEND, Verb.ADJOURN, Verb.POSTPONE)
"""Acts that are shown while time and reason are filled in; another one when its question is asked."""


class OutgoingOut(Struct, frozen=True):
    """What screens would show after each act that the session admits now; or the problem of the form."""

    acts: list[Outgoing]
    problem: str = ""


@form_on(f"{HOME}?session={{session}}", PreviewForm)
@describes(Description(answer=OutgoingOut, form=PreviewForm, access=Access.STAFF, refusals={404}))
@require(OPERATE_BOARD)
async def preview_session(request: web.Request) -> web.Response:
    """Tell what screens would show after an act, or after each that is usual now; nothing is changed."""
    session_id = request.match_info["session"]
    try:
        acts, problem = await _list_outgoing(request, session_id, await read_form(request, PreviewForm)), ""
    except (InvalidError, RuleError) as error:
        acts, problem = [], error_text(request, error)
    if wants_json(request):
        return json_response(OutgoingOut(acts, problem))
    typed = await typed_values(request, PreviewForm)
    outcome = Outcome(status=422 if problem else 200, problem=problem, form=typed, outgoing=acts)
    return await render_console(request, chosen=session_id, outcome=outcome)


async def list_confirmed(request: web.Request, session_id: str | None, what: str) -> list[Outgoing]:
    """Return what screens would show after the act of a form that is to be confirmed; none for an announcement."""
    if session_id is None or what not in VERBS:
        return []
    try:
        return await _list_outgoing(request, session_id, await read_form(request, PreviewForm))
    except (InvalidError, RuleError):
        return []


async def _list_outgoing(request: web.Request, session_id: str, form: PreviewForm) -> list[Outgoing]:
    board, state = board_of(request), await read_board(board_of(request))
    session = _find_session(state, session_id)
    if session is None:
        raise NotFoundError("board.unknown_key")
    until = await read_until(request, session_id, form)
    states = {key: entry.state for key, entry in state.entries.items() if entry.state is not None}
    site = site_of(request)
    teller = SessionTeller(
        context=ProjectionContext(words=words_of(request), zone=board.zone, board=states),
        catalogues=site.catalogues,
        languages=board.languages,
        now=site.clock.now(),
    )
    usual = [verb for verb in PREVIEWED if (session.phase, verb) in TRANSITIONS]
    verbs = usual if form.verb is None else [form.verb]
    return list(_tell_acts(request, teller, session, verbs=verbs, until=until, form=form))


def _tell_acts(
    request: web.Request,
    teller: SessionTeller,
    session: Session,
    *,
    verbs: Iterable[Verb],
    until: datetime | None,
    form: PreviewForm,
) -> Iterable[Outgoing]:
    """Yield what screens would show after each act; of an act that the session refuses, the reason."""
    for verb in verbs:
        head = site_of(request).catalogues.text(language_of(request), VERBS[verb.value])
        try:
            moved = move(session, verb, now=teller.now, until=until, reason=form.reason)
        except RuleError as error:
            yield Outgoing(head=head, problem=error_text(request, error))
        else:
            yield teller.tell(moved, head)


async def read_until(request: web.Request, session_id: str, form: TimeForm) -> datetime | None:
    """Return the new time of a session on the day that the operator chose, else on its usual day.

    Raises: RuleError `session.until_past` for an earlier day, InvalidError `field.not_date` for one after a year,
    `programme.skipped_time` for an hour that summer time skips.
    """
    if form.until is None:
        return None
    board, now = board_of(request), site_of(request).clock.now()
    day, today = form.until_day, local_day(now, board.zone)
    if day is not None and day < today:
        raise RuleError("session.until_past")
    if day is not None and day > today + LATEST_DAY:
        raise InvalidError("field.not_date", {"until_day": "field.not_date"})
    if day is None:
        session = _find_session(await read_board(board), session_id)
        if session is None:
            return None  # the action reports the unknown session
        day = usual_day(session.starts_at, session.phase, now=now, zone=board.zone)
    if is_skipped(day, form.until, board.zone):
        raise InvalidError("programme.skipped_time", {"until": "programme.skipped_time"})
    return later_moment(day, form.until, now=now, zone=board.zone)


def _find_session(state: BoardState, session_id: str) -> Session | None:
    entry = state.entries.get(session_key(session_id))
    return entry.state if entry is not None and isinstance(entry.state, Session) else None


def routes() -> list[web.RouteDef]:
    """Return the route."""
    return [web.post(f"{HOME}/sessions/{{session}}/preview", preview_session)]
