"""Questions before an act: who still waits at an adjournment, and a script that lacks a signature."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from broadcast.board.actions.adjourning import adjourn_session
from broadcast.board.actions.commit import Committed
from broadcast.board.actions.read import read_board
from broadcast.board.domain.board import speakers_key
from broadcast.board.domain.speakers import SpeakersList, waiting_speakers
from broadcast.board.domain.speaking.rolling_list import Leftover
from broadcast.board.ports import Board
from broadcast.console.console_forms import SessionForm
from conference.auth.roles import Staff
from conference.errors import RuleError
from conference.texts.catalogues import key_family

UNSIGNED_SCRIPT: web.AppKey[Callable[[str], Awaitable[bool]]] = web.AppKey("unsigned_script")
"""Says of a session whether its script lacks a signature, so that the operator is asked before it opens."""

SCRIPT_UNSIGNED = "console.script_unsigned"
ERRORS = key_family("error.", (SCRIPT_UNSIGNED,))


async def ask_for_script(request: web.Request, session_id: str) -> None:
    """Raise RuleError `console.script_unsigned` for a session whose script lacks a signature."""
    is_unsigned = request.config_dict.get(UNSIGNED_SCRIPT)
    if is_unsigned is not None and await is_unsigned(session_id):
        raise RuleError(SCRIPT_UNSIGNED)


async def adjourn_with_choice(board: Board, session_id: str, form: SessionForm, *, operator: Staff) -> Committed:
    """Adjourn a session as the form says. Raises: as `choose_leftover` and `adjourn_session`."""
    leftover = await choose_leftover(board, session_id, form)
    return await adjourn_session(
        board, session_id, leftover, operator=operator, expected=form.expected, carry_to=form.carry_to
    )


async def choose_leftover(board: Board, session_id: str, form: SessionForm) -> Leftover:
    """Return what becomes of the waiting speakers.

    Raises: RuleError `speakers.leftover_missing` if speakers wait and the form does not say it.
    """
    if form.waiting is not None:
        return form.waiting
    entry = (await read_board(board)).entries.get(speakers_key(session_id))
    listed = entry.state if entry is not None else None
    if isinstance(listed, SpeakersList) and waiting_speakers(listed):
        raise RuleError("speakers.leftover_missing")
    return Leftover.KEPT
