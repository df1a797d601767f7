"""Sessions, announcements and undo in the API. The acts are those of the console."""

from datetime import datetime

from aiohttp import web

from broadcast.board.actions import announcements, sessions
from broadcast.board.actions.adjourning import adjourn_session
from broadcast.board.actions.read import read_board
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.announcements import Announcement, Level
from broadcast.board.domain.proposals import RESERVED_VERBS, TwoPersonAct
from broadcast.board.domain.sessions import Session, Verb
from broadcast.board.roles import OPERATE_BOARD
from broadcast.console.api_json import (
    AnnouncementIn,
    AnnouncementsOut,
    MoveIn,
    SessionsOut,
    UndoIn,
    announcement_out,
    session_out,
    targets_of,
)
from broadcast.console.outgoing import LATEST_DAY
from broadcast.console.proposal_view import refuse_reserved
from broadcast.console.questions import ask_for_script
from broadcast.feed.act_json import BoardIn, ChangeOut, answer_change
from broadcast.feed.service import board_of
from conference.api.answers import ROOT, SEEN_HEADERS, describe_act, describe_read
from conference.api.guard import require_token, seen_version
from conference.descriptions import describes
from conference.errors import InvalidError
from conference.web import json_response, read_json, site_of, staff_of

SESSIONS = f"{ROOT}/sessions"
ANNOUNCEMENTS = f"{ROOT}/announcements"


@describes(describe_read(SessionsOut))
@require_token(OPERATE_BOARD)
async def list_sessions(request: web.Request) -> web.Response:
    """List the sessions of the board, in the order of their times."""
    state = await read_board(board_of(request))
    found = [session_out(one, one.state) for one in state.entries.values() if isinstance(one.state, Session)]
    found.sort(key=lambda session: (session.starts_at, session.id))
    return json_response(SessionsOut(found, state.revision.epoch, state.revision.offset))


@describes(describe_act(ChangeOut, MoveIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def move_session(request: web.Request) -> web.Response:
    """Open, suspend, resume, adjourn, delay, postpone, cancel or reinstate a session.

    409 `console.script_unsigned` for a session that opens without a signed script, unless the program confirms it.
    """
    body = await read_json(request, MoveIn)
    _check_moment(request, body.until, "until")
    refuse_reserved(request, RESERVED_VERBS.get(body.verb))
    board, session_id, operator = board_of(request), request.match_info["session"], staff_of(request)
    expected = seen_version(request, body.version)
    if body.verb is Verb.OPEN and not body.confirm:
        await ask_for_script(request, session_id)
    if body.verb is Verb.ADJOURN:
        committed = await adjourn_session(
            board, session_id, body.waiting, operator=operator, expected=expected, carry_to=body.carry_to
        )
    else:
        committed = await sessions.move_session(
            board,
            session_id,
            body.verb,
            operator=operator,
            expected=expected,
            until=body.until,
            reason=body.reason,
        )
    return answer_change(committed)


@describes(describe_read(AnnouncementsOut))
@require_token(OPERATE_BOARD)
async def list_announcements(request: web.Request) -> web.Response:
    """List the announcements on the board, latest first."""
    entries = (await read_board(board_of(request))).entries.values()
    found = [announcement_out(one, one.state) for one in entries if isinstance(one.state, Announcement)]
    found.sort(key=lambda one: (one.posted_at, one.id), reverse=True)
    return json_response(AnnouncementsOut(found))


@describes(describe_act(ChangeOut, AnnouncementIn))
@require_token(OPERATE_BOARD)
async def post_announcement(request: web.Request) -> web.Response:
    """Post an announcement in the operator's own words."""
    body = await read_json(request, AnnouncementIn)
    _check_moment(request, body.expires_at, "expires_at")
    refuse_reserved(request, TwoPersonAct.EMERGENCY if body.level is Level.URGENT else None)
    committed = await announcements.post_announcement(
        board_of(request),
        body.text,
        operator=staff_of(request),
        level=body.level,
        expires_at=body.expires_at,
        targets=targets_of(body),
    )
    return answer_change(committed)


@describes(describe_act(ChangeOut, BoardIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def withdraw_announcement(request: web.Request) -> web.Response:
    """Withdraw an announcement from all screens."""
    body = await read_json(request, BoardIn)
    committed = await announcements.withdraw_announcement(
        board_of(request),
        request.match_info["announcement"],
        operator=staff_of(request),
        expected=seen_version(request, body.version),
    )
    return answer_change(committed)


@describes(describe_act(ChangeOut, UndoIn, headers=SEEN_HEADERS))
@require_token(OPERATE_BOARD)
async def undo_change(request: web.Request) -> web.Response:
    """Undo the last change of a key of the board. Each further request undoes one more change."""
    body = await read_json(request, UndoIn)
    expected = seen_version(request, body.version)
    return answer_change(await undo_last(board_of(request), body.key, operator=staff_of(request), expected=expected))


def _check_moment(request: web.Request, moment: datetime | None, field: str) -> None:
    """Raise InvalidError `field.not_date` for a moment that is more than a year away."""
    now = site_of(request).clock.now()
    if moment is not None and abs(moment - now) > LATEST_DAY:
        raise InvalidError("field.not_date", {field: "field.not_date"})


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(SESSIONS, list_sessions),
        web.post(f"{SESSIONS}/{{session}}/moves", move_session),
        web.get(ANNOUNCEMENTS, list_announcements),
        web.post(ANNOUNCEMENTS, post_announcement),
        web.post(f"{ANNOUNCEMENTS}/{{announcement}}/withdrawal", withdraw_announcement),
        web.post(f"{ROOT}/undo", undo_change),
    ]
