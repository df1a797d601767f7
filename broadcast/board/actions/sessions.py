"""What an operator does to a session.

`expected` is the offset at which the operator saw it; None forces. All raise ForbiddenError, NotFoundError
`board.unknown_key`, ConflictError `board.changed`, and RuleError with the codes of `domain/sessions.py`.
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
    """Adjourn a session: it is over."""
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
    """Put off the start of a session that has not begun, or the resumption of a suspended one."""
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
    """Put a delayed, postponed or cancelled session back to its plan."""
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
    """Do `verb` to a session: what every function above does by its name."""
    key = session_key(session_id)
    details: dict[str, object] = {}
    if until is not None:
        details["until"] = until.isoformat()
    if reason is not None:
        details["reason"] = reason.value

    def rule(scene: RuleContext) -> Session:
        return move(scene.get(key, Session), verb, now=scene.now, until=until, reason=reason)

    intent = BoardCommand(key=key, action=_DONE[verb], operator=operator, expected=expected, details=details)
    return await commit(board, intent, rule)
