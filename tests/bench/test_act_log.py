"""Acts of several operators against the log: those that were lost, and those on a state that was not seen."""

from dataclasses import replace

from bench.act_log import SentAct, find_faults
from broadcast.board.ports import Change
from tests.support.board_samples import MORNING, session

KEY = "session/opening"
FIRST = Change(
    offset=1, key=KEY, action="broadcast:programme:loaded", operator="staff_1", operator_name="Lan",
    at=MORNING, state=session(), previous=None,
)  # fmt: skip
OPENED = replace(FIRST, offset=2, action="broadcast:session:opened", operator_name="Operator0", previous=1)
SUSPENDED = replace(OPENED, offset=3, action="broadcast:session:suspended", operator_name="Operator1", previous=2)
LOG = [SUSPENDED, OPENED, FIRST]
SENT = [SentAct("operator0", KEY, 1, 2, 5.0), SentAct("operator1", KEY, 2, 3, 5.0)]


def test_acts_that_rest_on_what_was_seen_have_no_fault() -> None:
    assert find_faults(SENT, LOG) == []


def test_act_of_another_operator_or_answered_twice_is_a_fault() -> None:
    assert len(find_faults([replace(SENT[0], operator="operator2"), SENT[1]], LOG)) == 1
    assert len(find_faults([SENT[0], SENT[1], SENT[1]], LOG)) == 1


def test_act_that_rests_on_an_older_state_is_a_fault() -> None:
    (fault,) = find_faults([SENT[0], replace(SENT[1], expected=1)], LOG)
    assert "overwrote 2" in fault
