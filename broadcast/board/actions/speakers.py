"""Actions on the floor of a session. They raise the errors of `actions/sessions.py` and of `domain/speakers.py`.

`expected` is the offset at which the operator saw the list (`speakers/{session}`).
"""

from collections.abc import Callable, Sequence

from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit
from broadcast.board.domain import speakers as rules
from broadcast.board.domain.board import EVENT, EventInfo, session_key, speakers_key
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.speakers import Speaker, SpeakersList
from broadcast.board.domain.speaking.speaking_time import SpeakingRules, limit_of
from broadcast.board.ports import Board
from conference.auth.roles import Staff

Change = Callable[[SpeakersList, RuleContext], SpeakersList]


async def give_floor(
    board: Board, session_id: str, speaker_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Give the floor to a speaker, in or out of order."""
    return await change_list(
        board,
        list_command(session_id, "given_floor", operator, expected=expected, speaker=speaker_id),
        lambda speakers, context: _call_speaker(speakers, rules.find_speaker(speakers, speaker_id), context),
    )


async def give_floor_to_next(
    board: Board, session_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """End the current statement and give the floor to the next waiting speaker."""
    return await change_list(
        board,
        list_command(session_id, "given_floor", operator, expected=expected),
        lambda speakers, context: _call_speaker(speakers, None, context),
    )


async def end_statement(board: Board, session_id: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """End the current statement; the floor is then free."""
    return await change_list(
        board,
        list_command(session_id, "ended", operator, expected=expected),
        lambda speakers, context: rules.end_statement(speakers, now=context.now),
    )


async def skip_speaker(
    board: Board, session_id: str, speaker_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Pass over a waiting speaker."""
    return await change_list(
        board,
        list_command(session_id, "skipped", operator, expected=expected, speaker=speaker_id),
        lambda speakers, _context: rules.skip_speaker(speakers, speaker_id),
    )


async def reinstate_speaker(
    board: Board, session_id: str, speaker_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Return a skipped speaker to the waiting ones."""
    return await change_list(
        board,
        list_command(session_id, "reinstated", operator, expected=expected, speaker=speaker_id),
        lambda speakers, _context: rules.reinstate_speaker(speakers, speaker_id),
    )


async def reorder_speakers(
    board: Board, session_id: str, order: Sequence[str], *, operator: Staff, expected: int | None = None
) -> Committed:
    """Put the waiting speakers in the order of their ids."""
    return await change_list(
        board,
        list_command(session_id, "reordered", operator, expected=expected, order=list(order)),
        lambda speakers, _context: rules.reorder_speakers(speakers, order),
    )


def list_command(
    session_id: str, verb: str, operator: Staff, *, expected: int | None, **details: object
) -> BoardCommand:
    """Return the command of a change of a session's list of speakers."""
    return BoardCommand(
        key=speakers_key(session_id),
        action=f"broadcast:speakers:{verb}",
        operator=operator,
        expected=expected,
        reads=(session_key(session_id), EVENT),
        details=details,
    )


async def change_list(board: Board, command: BoardCommand, change: Change) -> Committed:
    """Commit a change of a list of speakers that exists."""

    def rule(context: RuleContext) -> SpeakersList:
        return change(context.get(command.key, SpeakersList), context)

    return await commit(board, command, rule)


def speaking_rules(context: RuleContext) -> SpeakingRules:
    """Return the time limits of the event."""
    event_info = context.find(EVENT, EventInfo)
    return event_info.speaking if event_info else SpeakingRules()


def _call_speaker(speakers: SpeakersList, called: Speaker | None, context: RuleContext) -> SpeakersList:
    """Return the list with the floor given to a speaker (None: the next) for the time that the speaker may have."""
    session = context.get(session_key(speakers.session_id), Session)
    rules.must_be_in_session(session)
    speaker = called or rules.next_speaker(speakers)
    limit_s = limit_of(speaker.speaker_class, speaker.reply, limits=speakers.limits, rules=speaking_rules(context))
    return rules.give_floor(speakers, speaker.id, session=session, now=context.now, limit_s=limit_s)
