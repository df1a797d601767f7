"""Adjournment by the console's form, with its question about the speakers who still wait."""

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


async def adjourn_with_choice(board: Board, session_id: str, form: SessionForm, *, operator: Staff) -> Committed:
    """Adjourn a session as the form says.

    Raises: RuleError `speakers.leftover_missing` if speakers wait and the form does not say what becomes of them, and
    the errors of `adjourn_session`.
    """
    leftover = form.waiting
    if leftover is None:
        entry = (await read_board(board)).entries.get(speakers_key(session_id))
        listed = entry.state if entry is not None else None
        if isinstance(listed, SpeakersList) and waiting_speakers(listed):
            raise RuleError("speakers.leftover_missing")
        leftover = Leftover.KEPT
    return await adjourn_session(
        board, session_id, leftover, operator=operator, expected=form.expected, carry_to=form.carry_to
    )
