"""Acts of two operators: proposed by one, confirmed or declined by another."""

import pytest

from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.proposals import (
    Proposals,
    confirm_proposal,
    decline_proposal,
    list_proposals,
    propose_act,
)
from broadcast.board.actions.read import read_board
from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.announcements import Announcement, Level
from broadcast.board.domain.proposals import OPEN_FOR, SessionMove, TwoPersonAct, UrgentAnnouncement
from broadcast.board.domain.sessions import Phase, Session, Verb
from broadcast.board.domain.speakers import waiting_speakers
from broadcast.board.domain.speaking.rolling_list import Leftover
from broadcast.board.ports import Board
from broadcast.board.proposal_storage import SqlProposals
from conference.clock import ManualClock
from conference.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from conference.storage.engine import Database
from tests.support.board_moves import open_session, read_speakers
from tests.support.board_samples import DOOR_STAFF, OPERATOR, OTHER_OPERATOR, announcement, programme

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
async def proposals(board: Board) -> Proposals:
    await load_programme(board, programme(), operator=OPERATOR)
    return Proposals(board=board, store=SqlProposals(), reserved=("cancel",))


async def phase_of(board: Board, session_id: str) -> Phase:
    state = (await read_board(board)).entries[f"session/{session_id}"].state
    assert isinstance(state, Session)
    return state.phase


def cancel(expected: int | None = None) -> SessionMove:
    return SessionMove(session_id="opening", verb=Verb.CANCEL, expected=expected)


async def test_another_operator_carries_the_act_out(proposals: Proposals, database: Database) -> None:
    proposal = await propose_act(proposals, cancel(), operator=OPERATOR)
    assert await phase_of(proposals.board, "opening") is Phase.SCHEDULED
    assert [one.id for one in await list_proposals(proposals)] == [proposal.id]
    with pytest.raises(RuleError) as own:
        await confirm_proposal(proposals, proposal.id, operator=OPERATOR)
    assert own.value.code == "proposal.own"
    done = await confirm_proposal(proposals, proposal.id, operator=OTHER_OPERATOR)
    assert (done.changed, await phase_of(proposals.board, "opening")) == (True, Phase.CANCELLED)
    assert await list_proposals(proposals) == []
    with pytest.raises(RuleError) as again:
        await confirm_proposal(proposals, proposal.id, operator=OTHER_OPERATOR)
    assert again.value.code == "proposal.decided"
    assert proposals.reserve(TwoPersonAct.CANCEL)
    assert not proposals.reserve(TwoPersonAct.CLOSE)


async def test_adjournment_keeps_the_choice_about_waiting_speakers(proposals: Proposals) -> None:
    board = proposals.board
    await open_session(board, "debate", operator=OPERATOR)
    act = SessionMove(session_id="debate", verb=Verb.ADJOURN, waiting=Leftover.CARRIED, carry_to="round-table")
    proposal = await propose_act(proposals, act, operator=OPERATOR)
    await confirm_proposal(proposals, proposal.id, operator=OTHER_OPERATOR)
    lists = [(await read_speakers(board, session))[0] for session in ("debate", "round-table")]
    assert [len(waiting_speakers(one)) for one in lists] == [0, 3]


async def test_declined_or_late_proposal_changes_nothing(proposals: Proposals, clock: ManualClock) -> None:
    declined = await propose_act(proposals, cancel(), operator=OPERATOR)
    await decline_proposal(proposals, declined.id, operator=OPERATOR)
    late = await propose_act(proposals, cancel(), operator=OPERATOR)
    clock.advance(OPEN_FOR.total_seconds())
    for proposal, code in ((declined, "proposal.decided"), (late, "proposal.expired")):
        with pytest.raises(RuleError) as refused:
            await confirm_proposal(proposals, proposal.id, operator=OTHER_OPERATOR)
        assert refused.value.code == code
    assert await phase_of(proposals.board, "opening") is Phase.SCHEDULED


async def test_change_since_the_proposal_is_a_conflict(proposals: Proposals) -> None:
    seen = (await read_board(proposals.board)).revision.offset
    proposal = await propose_act(proposals, cancel(seen), operator=OPERATOR)
    await move_session(proposals.board, "opening", Verb.OPEN, operator=OPERATOR)
    with pytest.raises(ConflictError):
        await confirm_proposal(proposals, proposal.id, operator=OTHER_OPERATOR)
    assert [one.id for one in await list_proposals(proposals)] == [proposal.id]


async def test_urgent_announcement_is_posted_once(proposals: Proposals) -> None:
    urgent = UrgentAnnouncement(announcement=announcement("ann_x", level=Level.URGENT))
    proposal = await propose_act(proposals, urgent, operator=OPERATOR)
    await confirm_proposal(proposals, proposal.id, operator=OTHER_OPERATOR)
    state = (await read_board(proposals.board)).entries["announcement/ann_x"].state
    assert isinstance(state, Announcement)
    assert state.level is Level.URGENT


async def test_impossible_and_forbidden_proposals_are_refused(proposals: Proposals) -> None:
    with pytest.raises(NotFoundError):
        await propose_act(proposals, SessionMove(session_id="moon", verb=Verb.CANCEL), operator=OPERATOR)
    with pytest.raises(RuleError):
        await propose_act(proposals, SessionMove(session_id="opening", verb=Verb.ADJOURN), operator=OPERATOR)
    with pytest.raises(ForbiddenError):
        await propose_act(proposals, cancel(), operator=DOOR_STAFF)
    with pytest.raises(NotFoundError):
        await confirm_proposal(proposals, "prop_9", operator=OTHER_OPERATOR)
