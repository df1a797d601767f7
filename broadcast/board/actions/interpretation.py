"""Actions on the interpretation of a session. They raise the errors of `actions/sessions.py`."""

from collections.abc import Callable, Sequence
from datetime import datetime

from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit
from broadcast.board.domain import interpretation as rules
from broadcast.board.domain.board import interpretation_key, session_key
from broadcast.board.domain.interpretation import Channel, Interpretation
from broadcast.board.domain.sessions import Session
from broadcast.board.ports import Board
from conference.auth.roles import Staff

Change = Callable[[Interpretation, datetime], Interpretation]


async def set_channels(
    board: Board, session_id: str, channels: Sequence[Channel], *, operator: Staff, expected: int | None = None
) -> Committed:
    """Set languages and channels of a session. Raises: the errors of the rule, besides those of this module."""
    command = _make_command(session_id, "set", operator=operator, expected=expected)
    return await _change_interpretation(board, command, session_id, lambda one, _: rules.set_channels(one, channels))


async def lose_language(
    board: Board, session_id: str, language: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Say that a language is lost. Raises: the errors of the rule, besides those of this module."""
    command = _make_command(session_id, "lost", operator=operator, expected=expected, language=language)
    return await _change_interpretation(board, command, session_id, lambda one, _: rules.lose_language(one, language))


async def restore_language(
    board: Board, session_id: str, language: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Say that a language is there again. Raises: the errors of the rule, besides those of this module."""
    command = _make_command(session_id, "restored", operator=operator, expected=expected, language=language)
    return await _change_interpretation(
        board, command, session_id, lambda one, _: rules.restore_language(one, language)
    )


async def agree_end(
    board: Board, session_id: str, until: datetime | None, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Record until when interpreters have agreed to work; None: until the end of the session.

    Raises: RuleError `interpretation.until_past`, besides the errors of this module.
    """
    command = _make_command(session_id, "agreed", operator=operator, expected=expected)
    return await _change_interpretation(
        board, command, session_id, lambda one, now: rules.agree_end(one, until, now=now)
    )


async def _change_interpretation(board: Board, command: BoardCommand, session_id: str, change: Change) -> Committed:
    def rule(context: RuleContext) -> Interpretation:
        context.get(session_key(session_id), Session)
        current = context.find(command.key, Interpretation) or Interpretation(session_id=session_id)
        return change(current, context.now)

    return await commit(board, command, rule)


def _make_command(
    session_id: str, done: str, *, operator: Staff, expected: int | None, language: str | None = None
) -> BoardCommand:
    return BoardCommand(
        key=interpretation_key(session_id),
        action=f"broadcast:interpretation:{done}",
        operator=operator,
        expected=expected,
        reads=(session_key(session_id),),
        details={} if language is None else {"language": language},
    )
