"""Actions on sessions.

`expected` is the offset at which the operator saw the session; None skips the comparison. All raise ForbiddenError,
NotFoundError `board.unknown_key`, ConflictError `board.changed`, and RuleError with the codes of `domain/sessions.py`.
"""

from datetime import datetime

from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit
from broadcast.board.domain.board import session_key
from broadcast.board.domain.sessions import Reason, Session, Verb, move
from broadcast.board.ports import Board
from conference.auth.roles import Staff

_DONE = {
    Verb.OPEN: "broadcast:session:opened",
    Verb.SUSPEND: "broadcast:session:suspended",
    Verb.RESUME: "broadcast:session:resumed",
    Verb.ADJOURN: "broadcast:session:adjourned",
    Verb.DELAY: "broadcast:session:delayed",
    Verb.POSTPONE: "broadcast:session:postponed",
    Verb.CANCEL: "broadcast:session:cancelled",
    Verb.REINSTATE: "broadcast:session:reinstated",
}


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


async def move_session(
    board: Board,
    session_id: str,
    verb: Verb,
    *,
    operator: Staff,
    expected: int | None = None,
    until: datetime | None = None,
    reason: Reason | None = None,
) -> Committed:
    """Apply `verb` to a session; the functions above each apply one verb."""
    key = session_key(session_id)
    details: dict[str, object] = {}
    if until is not None:
        details["until"] = until.isoformat()
    if reason is not None:
        details["reason"] = reason.value

    def rule(context: RuleContext) -> Session:
        return move(context.get(key, Session), verb, now=context.now, until=until, reason=reason)

    command = BoardCommand(key=key, action=_DONE[verb], operator=operator, expected=expected, details=details)
    return await commit(board, command, rule)
