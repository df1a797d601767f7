"""The role of the session board."""

from broadcast.board.actions.commit import must_operate
from broadcast.board.roles import OPERATE_BOARD, OPERATOR
from conference.auth.roles import ADMINISTER, Staff, may
from rostrum.roles import ROLE_TABLE

LAN = Staff("staff_1", "lan", "Lan", frozenset({OPERATOR}), "vi")


def test_operator_may_operate_and_not_administer() -> None:
    assert may(LAN, OPERATE_BOARD)
    assert not may(LAN, ADMINISTER)
    must_operate(LAN)


def test_no_other_role_of_the_site_operates_the_board() -> None:
    assert [role for role in ROLE_TABLE if role.permission == OPERATE_BOARD] == [OPERATOR]
