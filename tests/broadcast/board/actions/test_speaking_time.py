"""Actions on the timer of a statement."""

from datetime import timedelta

import pytest

from broadcast.board.actions.rolling_list import set_limits
from broadcast.board.actions.speakers import end_statement, give_floor_to_next
from broadcast.board.actions.speaking_time import extend_limit, pause_timer, resume_timer
from broadcast.board.domain.speakers import Speaker
from broadcast.board.domain.speaking.speaking_time import used_time
from broadcast.board.ports import Board
from conference.errors import RuleError
from tests.support.board_moves import adjourn_session, open_session, read_speakers, resume_session, suspend_session
from tests.support.board_samples import OPERATOR


async def first_speaker(board: Board) -> Speaker:
    return (await read_speakers(board, "debate"))[0].speakers[0]


async def test_timer_stops_with_the_session_and_by_hand(loaded: Board) -> None:
    with pytest.raises(RuleError, match=r"speakers\.nobody_speaking"):
        await pause_timer(loaded, "debate", operator=OPERATOR)
    await open_session(loaded, "debate", operator=OPERATOR)
    await set_limits(loaded, "debate", {"": 180}, operator=OPERATOR)
    await give_floor_to_next(loaded, "debate", operator=OPERATOR)
    await pause_timer(loaded, "debate", operator=OPERATOR)
    await resume_timer(loaded, "debate", operator=OPERATOR)
    await extend_limit(loaded, "debate", 60, operator=OPERATOR)
    await suspend_session(loaded, "debate", operator=OPERATOR)
    suspended = (await first_speaker(loaded)).timer
    assert suspended is not None
    assert (suspended.limit_s, suspended.paused_at is not None) == (240, True)
    await resume_session(loaded, "debate", operator=OPERATOR)
    resumed = (await first_speaker(loaded)).timer
    assert resumed is not None
    assert resumed.paused_at is None


async def test_adjournment_ends_the_statement(loaded: Board) -> None:
    await open_session(loaded, "debate", operator=OPERATOR)
    await give_floor_to_next(loaded, "debate", operator=OPERATOR)
    await adjourn_session(loaded, "debate", operator=OPERATOR)
    speaker = await first_speaker(loaded)
    assert speaker.began_at is not None
    assert speaker.ended_at is not None
    assert used_time(speaker.began_at, speaker.timer, until=speaker.ended_at) >= timedelta()
    with pytest.raises(RuleError, match=r"speakers\.nobody_speaking"):
        await end_statement(loaded, "debate", operator=OPERATOR)
