"""Moves of sessions, a function for each verb, and the list of speakers as it is stored."""

from datetime import datetime

from broadcast.board.actions.commit import Committed
from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.board import speakers_key
from broadcast.board.domain.sessions import Reason, Verb
from broadcast.board.domain.speakers import SpeakersList
from broadcast.board.ports import Board
from conference.auth.roles import Staff


async def open_session(board: Board, session_id: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """Open a session."""
    return await move_session(board, session_id, Verb.OPEN, operator=operator, expected=expected)


async def suspend_session(
    board: Board,
    session_id: str,
    *,
    operator: Staff,
    expected: int | None = None,
    until: datetime | None = None,
    reason: Reason | None = None,
) -> Committed:
    """Suspend a session, until a time if it is known."""
    return await move_session(
        board, session_id, Verb.SUSPEND, operator=operator, expected=expected, until=until, reason=reason
    )


async def resume_session(board: Board, session_id: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """Resume a suspended session."""
    return await move_session(board, session_id, Verb.RESUME, operator=operator, expected=expected)


async def adjourn_session(board: Board, session_id: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """Adjourn a session."""
    return await move_session(board, session_id, Verb.ADJOURN, operator=operator, expected=expected)


async def delay_session(
    board: Board,
    session_id: str,
    *,
    until: datetime,
    operator: Staff,
    expected: int | None = None,
    reason: Reason | None = None,
) -> Committed:
    """Delay the start of a session that has not begun, or the resumption of a suspended one."""
    return await move_session(
        board, session_id, Verb.DELAY, operator=operator, expected=expected, until=until, reason=reason
    )


async def postpone_session(
    board: Board,
    session_id: str,
    *,
    operator: Staff,
    expected: int | None = None,
    until: datetime | None = None,
    reason: Reason | None = None,
) -> Committed:
    """Postpone a session to another time, known or not."""
    return await move_session(
        board, session_id, Verb.POSTPONE, operator=operator, expected=expected, until=until, reason=reason
    )


async def cancel_session(
    board: Board, session_id: str, *, operator: Staff, expected: int | None = None, reason: Reason | None = None
) -> Committed:
    """Cancel a session that has not begun."""
    return await move_session(board, session_id, Verb.CANCEL, operator=operator, expected=expected, reason=reason)


async def reinstate_session(
    board: Board, session_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Return a delayed, postponed or cancelled session to its planned time."""
    return await move_session(board, session_id, Verb.REINSTATE, operator=operator, expected=expected)


async def read_speakers(board: Board, session_id: str) -> tuple[SpeakersList, int]:
    """Return the complete list of speakers of a session, and its offset."""
    async with board.transactions.read() as transaction:
        entry = await board.store.find_entry(transaction, speakers_key(session_id))
    assert entry is not None
    assert isinstance(entry.state, SpeakersList)
    return entry.state, entry.offset
