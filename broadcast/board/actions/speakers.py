"""Actions on a list of speakers. They raise the errors of `actions/sessions.py`, with codes of `domain/speakers.py`.

`expected` is the offset at which the operator saw the list (`speakers/{session}`).
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit
from broadcast.board.domain import speakers as rules
from broadcast.board.domain.board import session_key, speakers_key
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.speakers import Speaker, SpeakersList
from broadcast.board.ports import Board
from conference.auth.roles import Staff

Change = Callable[[SpeakersList, Session, datetime], SpeakersList]


async def give_floor(
    board: Board, session_id: str, speaker_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Give the floor to a speaker, in or out of order."""
    return await _change_list(
        board,
        _make_command(session_id, "given_floor", operator, expected=expected, speaker=speaker_id),
        lambda speakers, session, now: rules.give_floor(speakers, speaker_id, session=session, now=now),
    )


async def give_floor_to_next(
    board: Board, session_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """End the current statement and give the floor to the next waiting speaker."""
    return await _change_list(
        board,
        _make_command(session_id, "given_floor", operator, expected=expected),
        lambda speakers, session, now: rules.give_floor_to_next(speakers, session=session, now=now),
    )


async def end_statement(board: Board, session_id: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """End the current statement; the floor is then free."""
    return await _change_list(
        board,
        _make_command(session_id, "ended", operator, expected=expected),
        lambda speakers, _session, now: rules.end_statement(speakers, now=now),
    )


async def skip_speaker(
    board: Board, session_id: str, speaker_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Pass over a waiting speaker."""
    return await _change_list(
        board,
        _make_command(session_id, "skipped", operator, expected=expected, speaker=speaker_id),
        lambda speakers, _session, _now: rules.skip_speaker(speakers, speaker_id),
    )


async def reinstate_speaker(
    board: Board, session_id: str, speaker_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Return a skipped speaker to the waiting ones."""
    return await _change_list(
        board,
        _make_command(session_id, "reinstated", operator, expected=expected, speaker=speaker_id),
        lambda speakers, _session, _now: rules.reinstate_speaker(speakers, speaker_id),
    )


async def reorder_speakers(
    board: Board, session_id: str, order: Sequence[str], *, operator: Staff, expected: int | None = None
) -> Committed:
    """Put the waiting speakers in the order of their ids."""
    return await _change_list(
        board,
        _make_command(session_id, "reordered", operator, expected=expected, order=list(order)),
        lambda speakers, _session, _now: rules.reorder_speakers(speakers, order),
    )


async def add_speaker(
    board: Board, session_id: str, speaker: Speaker, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Add a speaker at the end of the list, which is created with the first speaker."""
    key = speakers_key(session_id)

    def rule(context: RuleContext) -> SpeakersList:
        context.get(session_key(session_id), Session)
        speakers = context.find(key, SpeakersList) or SpeakersList(session_id=session_id)
        return rules.add_speaker(speakers, speaker)

    return await commit(
        board, _make_command(session_id, "added", operator, expected=expected, speaker=speaker.id), rule
    )


def _make_command(
    session_id: str, verb: str, operator: Staff, *, expected: int | None, **details: object
) -> BoardCommand:
    return BoardCommand(
        key=speakers_key(session_id),
        action=f"broadcast:speakers:{verb}",
        operator=operator,
        expected=expected,
        reads=(session_key(session_id),),
        details=details,
    )


async def _change_list(board: Board, command: BoardCommand, change: Change) -> Committed:
    session_id = command.key.partition("/")[2]

    def rule(context: RuleContext) -> SpeakersList:
        speakers = context.get(command.key, SpeakersList)
        return change(speakers, context.get(session_key(session_id), Session), context.now)

    return await commit(board, command, rule)
