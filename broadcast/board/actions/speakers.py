"""What an operator does to a list of speakers. Raises as `actions/sessions.py` does, with `domain/speakers.py`'s codes.

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
    return await _change(
        board,
        _intent(session_id, "given_floor", operator, expected=expected, speaker=speaker_id),
        lambda held, session, now: rules.give_floor(held, speaker_id, session=session, now=now),
    )


async def give_floor_to_next(
    board: Board, session_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """End the statement under way and give the floor to whoever is next."""
    return await _change(
        board,
        _intent(session_id, "given_floor", operator, expected=expected),
        lambda held, session, now: rules.give_floor_to_next(held, session=session, now=now),
    )


async def end_statement(board: Board, session_id: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """End the statement under way; nobody has the floor."""
    return await _change(
        board,
        _intent(session_id, "ended", operator, expected=expected),
        lambda held, _session, now: rules.end_statement(held, now=now),
    )


async def skip_speaker(
    board: Board, session_id: str, speaker_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Pass over a waiting speaker."""
    return await _change(
        board,
        _intent(session_id, "skipped", operator, expected=expected, speaker=speaker_id),
        lambda held, _session, _now: rules.skip_speaker(held, speaker_id),
    )


async def reinstate_speaker(
    board: Board, session_id: str, speaker_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Put a skipped speaker back among the waiting."""
    return await _change(
        board,
        _intent(session_id, "reinstated", operator, expected=expected, speaker=speaker_id),
        lambda held, _session, _now: rules.reinstate_speaker(held, speaker_id),
    )


async def reorder_speakers(
    board: Board, session_id: str, order: Sequence[str], *, operator: Staff, expected: int | None = None
) -> Committed:
    """Put the waiting speakers in the order of their ids."""
    return await _change(
        board,
        _intent(session_id, "reordered", operator, expected=expected, order=list(order)),
        lambda held, _session, _now: rules.reorder_speakers(held, order),
    )


async def add_speaker(
    board: Board, session_id: str, speaker: Speaker, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Add a speaker at the end; the session's list begins with its first."""
    key = speakers_key(session_id)

    def rule(scene: RuleContext) -> SpeakersList:
        scene.get(session_key(session_id), Session)
        held = scene.find(key, SpeakersList) or SpeakersList(session_id=session_id)
        return rules.add_speaker(held, speaker)

    return await commit(board, _intent(session_id, "added", operator, expected=expected, speaker=speaker.id), rule)


def _intent(session_id: str, done: str, operator: Staff, *, expected: int | None, **details: object) -> BoardCommand:
    return BoardCommand(
        key=speakers_key(session_id),
        action=f"broadcast:speakers:{done}",
        operator=operator,
        expected=expected,
        reads=(session_key(session_id),),
        details=details,
    )


async def _change(board: Board, intent: BoardCommand, change: Change) -> Committed:
    session_id = intent.key.partition("/")[2]

    def rule(scene: RuleContext) -> SpeakersList:
        held = scene.get(intent.key, SpeakersList)
        return change(held, scene.get(session_key(session_id), Session), scene.now)

    return await commit(board, intent, rule)
