"""Actions on the timer of the current statement. They raise the errors of `actions/speakers.py`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from broadcast.board.actions.commit import Committed
from broadcast.board.actions.speakers import change_list, list_command
from broadcast.board.domain.speakers import SpeakersList, current_speaker, replace_speaker
from broadcast.board.domain.speaking import speaking_time as rules
from broadcast.board.domain.speaking.speaking_time import Timer
from broadcast.board.ports import Board
from conference.auth.roles import Staff
from conference.errors import RuleError


async def pause_timer(board: Board, session_id: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """Stop the timer of the current statement.

    Raises: RuleError `speakers.nobody_speaking`, `speakers.timer_paused`, besides those of this module.
    """
    return await change_list(
        board,
        list_command(session_id, "timer_paused", operator, expected=expected),
        lambda speakers, context: change_timer(speakers, lambda timer: rules.pause_timer(timer, context.now)),
    )


async def resume_timer(board: Board, session_id: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """Let a paused timer run again.

    Raises: RuleError `speakers.nobody_speaking`, `speakers.timer_running`, besides those of this module.
    """
    return await change_list(
        board,
        list_command(session_id, "timer_resumed", operator, expected=expected),
        lambda speakers, context: change_timer(speakers, lambda timer: rules.resume_timer(timer, context.now)),
    )


async def extend_limit(
    board: Board, session_id: str, seconds: int, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Give the current speaker more or less time.

    Raises: RuleError `speakers.nobody_speaking`, `speakers.no_limit`, `speakers.limit_invalid`, besides those of this
    module.
    """
    return await change_list(
        board,
        list_command(session_id, "time_added", operator, expected=expected, seconds=seconds),
        lambda speakers, _context: change_timer(speakers, lambda timer: rules.extend_limit(timer, seconds)),
    )


def change_timer(speakers: SpeakersList, change: Callable[[Timer], Timer]) -> SpeakersList:
    """Return the list with a changed timer of the current speaker.

    Raises: RuleError `speakers.nobody_speaking`.
    """
    current = current_speaker(speakers)
    if current is None:
        raise RuleError("speakers.nobody_speaking")
    return replace_speaker(speakers, replace(current, timer=change(current.timer or Timer())))


def suspend_timer(speakers: SpeakersList, now: datetime) -> SpeakersList:
    """Return the list with a running timer stopped, as at the suspension of its session."""
    current = current_speaker(speakers)
    if current is None or (current.timer and current.timer.paused_at):
        return speakers
    return change_timer(speakers, lambda timer: rules.pause_timer(timer, now))


def continue_timer(speakers: SpeakersList, now: datetime) -> SpeakersList:
    """Return the list with a stopped timer running, as at the resumption of its session."""
    current = current_speaker(speakers)
    if current is None or current.timer is None:
        return speakers
    return change_timer(speakers, lambda timer: rules.stop_timer(timer, now))
