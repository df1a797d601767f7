"""Handlers of the console's forms. Each works as a plain form, for htmx on the page, and for programs.

A plain form is answered with a redirection to the console, or with the console and an error; htmx gets the parts that
changed, a program JSON.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import web
from msgspec import Struct

from broadcast.announcements.domain.planned import Planned
from broadcast.announcements.web.terms import tell_term_warnings
from broadcast.board.actions import announcements, sessions, signing
from broadcast.board.actions.commit import Committed
from broadcast.board.actions.proposals import confirm_proposal, decline_proposal, propose_act
from broadcast.board.actions.read import read_board
from broadcast.board.actions.screens import identify_screens
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.announcements import Level
from broadcast.board.domain.proposals import RESERVED_VERBS, Proposal, SessionMove, TwoPersonAct, UrgentAnnouncement
from broadcast.board.domain.sessions import Verb
from broadcast.board.roles import OPERATE_BOARD
from broadcast.console.conflicts import describe_conflict
from broadcast.console.console import Outcome, Typed, is_sent_by_htmx, render_console, words_of
from broadcast.console.console_forms import (
    OWN,
    ActForm,
    AnnouncementForm,
    BoardForm,
    IdentifyForm,
    SessionForm,
    UndoForm,
    needs_confirmation,
)
from broadcast.console.console_view import DANGEROUS, view_console
from broadcast.console.drafts import PREVIEWED, compose_draft, plan_draft, preview_announcement, read_form_draft
from broadcast.console.outgoing import list_confirmed, read_until
from broadcast.console.proposal_view import find_proposals, proposals_of
from broadcast.console.questions import SCRIPT_UNSIGNED, adjourn_with_choice, ask_for_script, choose_leftover
from broadcast.console.speaker_acts import change_floor
from broadcast.console.speaker_forms import SpeakerForm, read_floor_act
from broadcast.feed.service import board_of, feed_of
from broadcast.signing.actions.signatures import call_signatory, sign_state
from broadcast.signing.services import signing_of
from conference.descriptions import Access, AnyHandler, Description, describes
from conference.errors import ConflictError, InvalidError, RostrumError, RuleError, UnavailableError
from conference.web import (
    error_text,
    field_texts,
    form_on,
    json_response,
    language_of,
    problem_of,
    problem_response,
    read_form,
    render,
    require,
    site_of,
    staff_of,
    typed_values,
    wants_json,
)

HOME = "/staff/console"

AnyForm = TypeVar("AnyForm", bound=BoardForm)
Act = Callable[[AnyForm], Awaitable[Committed | Proposal | Planned]]


class Change(Struct, frozen=True):
    """Answer to the page's script: whether the board has changed, its offset, whether the act waits for a second
    operator, and whether it is an announcement that is planned for later."""

    changed: bool
    offset: int
    proposed: bool = False
    planned: bool = False


def _describe_act(form: type[BoardForm]) -> Callable[[AnyHandler], AnyHandler]:
    """Describe an act for programs, and say where its form is. 404: no such object; 409: another change was first."""
    described = describes(Description(answer=Change, form=form, access=Access.STAFF, refusals={404, 409}))
    is_on_console = form_on(f"{HOME}?session={{session}}&template={{template}}", form)
    return lambda handler: is_on_console(described(handler))


def routes() -> list[web.RouteDef]:
    """Return the routes of the console's forms."""
    return [
        web.post(f"{HOME}/sessions/{{session}}", move_session),
        web.post(f"{HOME}/speakers/{{session}}", call_speaker),
        web.post(f"{HOME}/signatures", record_signature),
        web.post(f"{HOME}/announcements", announce),
        web.post(f"{HOME}/announcements/{{id}}/withdraw", withdraw),
        web.post(f"{HOME}/screens/identify", identify),
        web.post(f"{HOME}/undo", undo),
        web.post(f"{HOME}/proposals/{{proposal}}/confirm", confirm_second),
        web.post(f"{HOME}/proposals/{{proposal}}/decline", decline_second),
    ]


@_describe_act(SessionForm)
@require(OPERATE_BOARD)
async def move_session(request: web.Request) -> web.Response:
    """Open, suspend, resume, adjourn, delay, postpone, cancel or reinstate a session."""
    board, session_id = board_of(request), request.match_info["session"]

    async def act(form: SessionForm) -> Committed | Proposal:
        if form.verb in DANGEROUS and not form.confirmed:
            raise RuleError("console.unconfirmed")
        if form.verb is Verb.OPEN and not form.confirmed:
            await ask_for_script(request, session_id)
        until, operator = await read_until(request, session_id, form), staff_of(request)
        proposals = find_proposals(request, RESERVED_VERBS.get(form.verb))
        if proposals is not None:
            proposed = SessionMove(
                session_id=session_id,
                verb=form.verb,
                until=until,
                reason=form.reason,
                expected=form.expected,
                waiting=await choose_leftover(board, session_id, form) if form.verb is Verb.ADJOURN else None,
                carry_to=form.carry_to,
            )
            return await propose_act(proposals, proposed, operator=operator)
        if form.verb is Verb.ADJOURN:
            return await adjourn_with_choice(board, session_id, form, operator=operator)
        return await sessions.move_session(
            board,
            session_id,
            form.verb,
            operator=operator,
            expected=form.expected,
            until=until,
            reason=form.reason,
        )

    return await _carry_out(request, SessionForm, act, session_id=session_id)


@_describe_act(SpeakerForm)
@require(OPERATE_BOARD)
async def call_speaker(request: web.Request) -> web.Response:
    """Give the floor, end a statement, change the order, enter a right of reply, close the list, or set the timer."""
    board, session_id = board_of(request), request.match_info["session"]

    async def act(form: SpeakerForm) -> Committed:
        named = read_floor_act(form)
        return await change_floor(board, session_id, named, operator=staff_of(request), expected=form.expected)

    return await _carry_out(request, SpeakerForm, act, session_id=session_id)


@_describe_act(ActForm)
@require(OPERATE_BOARD)
async def record_signature(request: web.Request) -> web.Response:
    """Call a signatory, or record or remove a signature."""

    async def act(form: ActForm) -> Committed:
        services, operator, expected = signing_of(request), staff_of(request), form.expected
        what, _, country = form.act.partition(":")
        match what:
            case "call":
                return await call_signatory(services, country, operator=operator, expected=expected)
            case "record" | "record-apart":
                is_plenary = what == "record"
                return await sign_state(services, country, operator=operator, expected=expected, in_plenary=is_plenary)
            case "remove":
                return await signing.remove_signature(board_of(request), country, operator=operator, expected=expected)
        raise InvalidError("console.unknown_act")

    return await _carry_out(request, ActForm, act)


@_describe_act(AnnouncementForm)
@require(OPERATE_BOARD)
async def announce(request: web.Request) -> web.Response:
    """Publish an announcement, or preview it in every language."""
    if (await typed_values(request, ActForm)).get("act") == PREVIEWED:
        return await _render_preview(request)

    async def act(form: AnnouncementForm) -> Committed | Proposal | Planned:
        board, operator = board_of(request), staff_of(request)
        draft = await read_form_draft(request, form)
        if form.publish_at is not None:
            return await plan_draft(request, form, draft)
        composed = compose_draft(request, draft)
        if needs_confirmation(composed) and not form.confirmed:
            raise RuleError("console.unconfirmed")
        proposals = find_proposals(request, TwoPersonAct.EMERGENCY) if composed.level is Level.URGENT else None
        if proposals is not None:
            urgent = compose_draft(request, draft, board.ids.new("ann"))
            return await propose_act(proposals, UrgentAnnouncement(announcement=urgent), operator=operator)
        if draft.template == OWN:
            return await announcements.post_announcement(
                board,
                draft.text,
                operator=operator,
                level=draft.level,
                expires_at=draft.expires_at,
                targets=draft.targets,
            )
        return await announcements.post_prepared_announcement(
            board,
            draft.template,
            draft.parameters,
            operator=operator,
            level=draft.level,
            expires_at=draft.expires_at,
            targets=draft.targets,
        )

    return await _carry_out(request, AnnouncementForm, act)


@_describe_act(BoardForm)
@require(OPERATE_BOARD)
async def confirm_second(request: web.Request) -> web.Response:
    """Carry out what another operator has proposed."""

    async def act(_form: BoardForm) -> Committed:
        return await confirm_proposal(proposals_of(request), request.match_info["proposal"], operator=staff_of(request))

    return await _carry_out(request, BoardForm, act)


@_describe_act(BoardForm)
@require(OPERATE_BOARD)
async def decline_second(request: web.Request) -> web.Response:
    """Decline what an operator has proposed, or take back one's own."""

    async def act(_form: BoardForm) -> Proposal:
        return await decline_proposal(proposals_of(request), request.match_info["proposal"], operator=staff_of(request))

    return await _carry_out(request, BoardForm, act)


@_describe_act(BoardForm)
@require(OPERATE_BOARD)
async def withdraw(request: web.Request) -> web.Response:
    """Withdraw an announcement from all screens."""

    async def act(form: BoardForm) -> Committed:
        return await announcements.withdraw_announcement(
            board_of(request), request.match_info["id"], operator=staff_of(request), expected=form.expected
        )

    return await _carry_out(request, BoardForm, act)


@_describe_act(IdentifyForm)
@require(OPERATE_BOARD)
async def identify(request: web.Request) -> web.Response:
    """Let a screen, or every screen, show its name."""

    async def act(form: IdentifyForm) -> Committed:
        return await identify_screens(board_of(request), form.screen or None, operator=staff_of(request))

    return await _carry_out(request, IdentifyForm, act)


@_describe_act(UndoForm)
@require(OPERATE_BOARD)
async def undo(request: web.Request) -> web.Response:
    """Undo the last change of a key."""

    async def act(form: UndoForm) -> Committed:
        return await undo_last(board_of(request), form.key, operator=staff_of(request), expected=form.expected)

    return await _carry_out(request, UndoForm, act)


async def _carry_out(
    request: web.Request, kind: type[AnyForm], act: Act[AnyForm], *, session_id: str | None = None
) -> web.Response:
    try:
        committed = await act(await read_form(request, kind))
    except UnavailableError:
        raise  # the console could not be rendered either
    except RostrumError as error:
        typed = await typed_values(request, kind)
        chosen = session_id or typed.get("session") or None
        if error.code == "console.unconfirmed" and not wants_json(request) and not is_sent_by_htmx(request):
            return await _render_confirmation(request, typed, chosen)
        return await _answer_error(request, error, typed, chosen)
    if isinstance(committed, Committed) and wants_json(request):
        return json_response(Change(committed.changed, committed.revision.offset))
    chosen = session_id or (await typed_values(request, kind)).get("session") or None
    if not isinstance(committed, Committed):
        return _answer_later(request, chosen, planned=isinstance(committed, Planned))
    if is_sent_by_htmx(request):
        done = Outcome(done=committed.revision.offset, unchanged=not committed.changed)
        return await render_console(request, chosen=chosen, outcome=done, composes=_is_announcement(request))
    query = {"done": str(committed.revision.offset)} | ({"session": chosen} if chosen else {})
    raise web.HTTPSeeOther(str(request.rel_url.with_path(HOME).with_query(query)))


def _answer_later(request: web.Request, chosen: str | None, *, planned: bool) -> web.Response:
    """Answer that an act waits: a proposal, which may be decided now, or a planned announcement."""
    if wants_json(request):
        offset = feed_of(request).hub.latest.offset
        return json_response(Change(changed=False, offset=offset, proposed=not planned, planned=planned))
    raise web.HTTPSeeOther(str(request.rel_url.with_path(HOME).with_query({"session": chosen} if chosen else {})))


async def _answer_error(request: web.Request, error: RostrumError, typed: Typed, chosen: str | None) -> web.Response:
    """Answer with the error's text, and keep the typed values."""
    text = await describe_conflict(request, error) if isinstance(error, ConflictError) else error_text(request, error)
    if wants_json(request):
        return problem_response(problem_of(request, error, text=text))
    fields = field_texts(request, error) if isinstance(error, InvalidError) else {}
    confirms = request.path if error.code == SCRIPT_UNSIGNED else ""
    outcome = Outcome(status=error.status, problem=text, fields=fields, form=typed, confirms=confirms)
    return await render_console(request, chosen=chosen, outcome=outcome, composes=_is_announcement(request))


def _is_announcement(request: web.Request) -> bool:
    """Return whether the form is the one of a new announcement."""
    return request.match_info.handler is announce


async def _render_confirmation(request: web.Request, typed: Typed, chosen: str | None) -> web.Response:
    """Without a script: show a confirmation page that states the effect of the action."""
    board, code, now = board_of(request), language_of(request), site_of(request).clock.now()
    state = await read_board(board)
    console = view_console(state, words=words_of(request), zone=board.zone, language=code, now=now, chosen=chosen)
    connected = sum(1 for screen in feed_of(request).screens.list_all() if screen.connected)
    what = typed.get("verb") or "urgent"
    fields = {name: value for name, value in typed.items() if name != "confirmed"}
    return render(
        request,
        "console/console_confirm.html",
        what=what,
        outgoing=await list_confirmed(request, chosen, what),
        console=console,
        connected=connected,
        fields=fields,
        back=f"{HOME}?session={chosen}" if chosen else HOME,
    )


async def _render_preview(request: web.Request) -> web.Response:
    """Show the announcement in every language as screens would; publish nothing."""
    typed = await typed_values(request, AnnouncementForm)
    chosen = typed.get("session") or None
    try:
        form = await read_form(request, AnnouncementForm)
        composed = compose_draft(request, await read_form_draft(request, form))
    except RostrumError as error:
        return await _answer_error(request, error, typed, chosen)
    preview = await preview_announcement(request, composed)
    warnings = tell_term_warnings(request, form.texts) if form.template == OWN else {}
    outcome = Outcome(form=typed, preview=preview, warnings=warnings)
    return await render_console(request, chosen=chosen, outcome=outcome, composes=True)
