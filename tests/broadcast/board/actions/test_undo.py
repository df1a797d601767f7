"""What operators take back, on real databases: step by step, and never what somebody else did meanwhile."""

from datetime import timedelta

import pytest

from broadcast.board.actions.announcements import post_announcement, withdraw_announcement
from broadcast.board.actions.read import read_board, read_changes
from broadcast.board.actions.speakers import give_floor_to_next
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.announcements import Announcement
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.domain.speakers import current_speaker
from broadcast.board.ports import Board
from conference.clock import ManualClock
from conference.errors import ConflictError, NotFoundError, RuleError
from tests.broadcast.board.actions.conftest import phase_of
from tests.support.board_moves import adjourn_session, cancel_session, open_session, read_speakers, suspend_session
from tests.support.board_samples import MORNING, OPERATOR, OTHER_OPERATOR, text


async def test_undo_goes_back_step_by_step_to_the_plan(loaded: Board, clock: ManualClock) -> None:
    await open_session(loaded, "opening", operator=OPERATOR)
    clock.advance(60)
    await suspend_session(loaded, "opening", operator=OPERATOR)
    await adjourn_session(loaded, "opening", operator=OPERATOR)
    phases = []
    for _ in range(3):
        done = await undo_last(loaded, "session/opening", operator=OPERATOR)
        assert isinstance(done.state, Session)
        phases.append((done.state.phase, done.state.since))
    assert phases == [
        (Phase.SUSPENDED, MORNING + timedelta(minutes=1)),
        (Phase.IN_SESSION, MORNING),
        (Phase.SCHEDULED, None),
    ]
    with pytest.raises(RuleError, match=r"board\.nothing_to_undo"):
        await undo_last(loaded, "session/opening", operator=OPERATOR)


async def test_undo_is_a_new_commit_that_can_be_followed(loaded: Board) -> None:
    await cancel_session(loaded, "opening", operator=OPERATOR)
    before = (await read_board(loaded)).revision.offset
    done = await undo_last(loaded, "session/opening", operator=OPERATOR)
    assert done.revision.offset == before + 1
    assert (await read_changes(loaded, limit=1))[0].action == "broadcast:board:undone"
    await open_session(loaded, "opening", operator=OPERATOR)
    again = await undo_last(loaded, "session/opening", operator=OPERATOR)
    assert isinstance(again.state, Session)
    assert again.state.phase is Phase.SCHEDULED


async def test_undo_of_speaker_and_session_are_independent(loaded: Board) -> None:
    await open_session(loaded, "debate", operator=OPERATOR)
    await give_floor_to_next(loaded, "debate", operator=OPERATOR)
    await undo_last(loaded, "speakers/debate", operator=OPERATOR)
    assert current_speaker((await read_speakers(loaded, "debate"))[0]) is None
    assert await phase_of(loaded, "debate") is Phase.IN_SESSION
    await give_floor_to_next(loaded, "debate", operator=OPERATOR)
    await undo_last(loaded, "session/debate", operator=OPERATOR)
    assert await phase_of(loaded, "debate") is Phase.SCHEDULED
    assert current_speaker((await read_speakers(loaded, "debate"))[0]) is not None


@pytest.mark.usefixtures("each_database")
async def test_undo_removes_or_restores_an_announcement(loaded: Board) -> None:
    posted = await post_announcement(loaded, text("x"), operator=OPERATOR)
    assert isinstance(posted.state, Announcement)
    await withdraw_announcement(loaded, posted.state.id, operator=OPERATOR)
    back = await undo_last(loaded, posted.key, operator=OPERATOR)
    assert back.state == posted.state
    assert (await undo_last(loaded, posted.key, operator=OPERATOR)).state is None
    with pytest.raises(RuleError, match=r"board\.nothing_to_undo"):
        await undo_last(loaded, posted.key, operator=OPERATOR)


async def test_undo_after_another_operators_change_is_a_conflict(loaded: Board) -> None:
    await open_session(loaded, "opening", operator=OPERATOR)
    seen = (await read_board(loaded)).entries["session/opening"].offset
    await suspend_session(loaded, "opening", operator=OTHER_OPERATOR)
    with pytest.raises(ConflictError):
        await undo_last(loaded, "session/opening", operator=OPERATOR, expected=seen)


async def test_undo_of_an_unknown_key_is_not_found(loaded: Board) -> None:
    with pytest.raises(NotFoundError):
        await undo_last(loaded, "session/nowhere", operator=OPERATOR)
