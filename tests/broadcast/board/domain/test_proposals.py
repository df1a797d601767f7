"""Who may decide a proposal, and until when."""

from dataclasses import replace

import pytest

from broadcast.board.domain.proposals import (
    OPEN_FOR,
    Proposal,
    ProposalState,
    SessionMove,
    check_open,
    check_second,
)
from broadcast.board.domain.sessions import Verb
from conference.errors import RuleError
from tests.support.board_samples import MORNING, OPERATOR, OTHER_OPERATOR

PROPOSAL = Proposal(
    id="prop_1",
    act=SessionMove(session_id="opening", verb=Verb.CANCEL),
    proposed_by=OPERATOR.id,
    proposer=OPERATOR.name,
    proposed_at=MORNING,
)


def test_another_operator_may_decide_until_the_end() -> None:
    check_second(PROPOSAL, OTHER_OPERATOR.id, MORNING)
    with pytest.raises(RuleError) as own:
        check_second(PROPOSAL, OPERATOR.id, MORNING)
    with pytest.raises(RuleError) as late:
        check_second(PROPOSAL, OTHER_OPERATOR.id, MORNING + OPEN_FOR)
    assert (own.value.code, late.value.code) == ("proposal.own", "proposal.expired")


def test_decided_proposal_is_not_open() -> None:
    check_open(PROPOSAL, MORNING)
    with pytest.raises(RuleError) as decided:
        check_open(replace(PROPOSAL, state=ProposalState.DECLINED), MORNING)
    assert decided.value.code == "proposal.decided"
