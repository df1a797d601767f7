"""Actions on sessions.

`expected` is the offset at which the operator saw the session; None skips the comparison. All raise ForbiddenError,
NotFoundError `board.unknown_key`, ConflictError `board.changed`, and RuleError with the codes of `domain/sessions.py`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit
from broadcast.board.actions.commit_steps import Step, commit_steps
from broadcast.board.actions.speakers import list_command
from broadcast.board.actions.speaking_time import continue_timer, suspend_timer
from broadcast.board.domain.board import session_key, speakers_key
from broadcast.board.domain.sessions import Reason, Session, Verb, move
from broadcast.board.domain.speakers import SpeakersList, close_floor
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

FloorChange = Callable[[SpeakersList, datetime], SpeakersList]

_FLOOR_CHANGES: Mapping[Verb, tuple[str, FloorChange]] = {
    Verb.SUSPEND: ("timer_paused", suspend_timer),
    Verb.RESUME: ("timer_resumed", continue_timer),
    Verb.ADJOURN: ("ended", close_floor),
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
    """Apply `verb` to a session. `until` and `reason` are for the verbs that take them.

    The current speaker's timer stops with a suspension and runs again with the resumption; an adjournment ends the
    statement.
    """
    session_step = make_session_step(session_id, verb, operator=operator, expected=expected, until=until, reason=reason)
    if verb not in _FLOOR_CHANGES:
        return await commit(board, session_step.command, session_step.rule)
    done, change = _FLOOR_CHANGES[verb]
    return await commit_steps(board, [make_floor_step(session_id, done, change, operator=operator), session_step])


def make_session_step(
    session_id: str,
    verb: Verb,
    *,
    operator: Staff,
    expected: int | None = None,
    until: datetime | None = None,
    reason: Reason | None = None,
) -> Step:
    """Return the change of a session by a verb."""
    key = session_key(session_id)
    details: dict[str, object] = {}
    if until is not None:
        details["until"] = until.isoformat()
    if reason is not None:
        details["reason"] = reason.value

    def rule(context: RuleContext) -> Session:
        return move(context.get(key, Session), verb, now=context.now, until=until, reason=reason)

    command = BoardCommand(key=key, action=_DONE[verb], operator=operator, expected=expected, details=details)
    return Step(command=command, rule=rule)


def make_floor_step(session_id: str, done: str, change: FloorChange, *, operator: Staff) -> Step:
    """Return the change of a session's list of speakers, if it has one."""
    key = speakers_key(session_id)

    def rule(context: RuleContext) -> SpeakersList | None:
        speakers = context.find(key, SpeakersList)
        return None if speakers is None else change(speakers, context.now)

    return Step(command=list_command(session_id, done, operator, expected=None), rule=rule)
