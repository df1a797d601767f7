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
    """Apply `verb` to a session. `until` and `reason` are for the verbs that take them."""
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
