"""Table of roles: stored names, and roles that one person may not hold together."""

from conference.auth.roles import ADMINISTER, ADMINISTRATOR, RoleTable, Staff, may
from tests.conference.roles import AUDITOR, CLERK, INSPECTOR, ROLE_TABLE, SERVE


def test_role_grants_its_own_permission_only() -> None:
    group_commit = Staff("stf_1", "lan", "Lan", frozenset({CLERK}), "vi")
    administrator = Staff("stf_2", "ada", "Ada", frozenset({ADMINISTRATOR}), "en")
    assert may(group_commit, SERVE)
    assert not may(group_commit, ADMINISTER)
    assert not may(administrator, SERVE)


def test_table_lists_its_roles_in_order() -> None:
    assert list(ROLE_TABLE) == [INSPECTOR, AUDITOR, CLERK, ADMINISTRATOR]


def test_table_leaves_unknown_names_out() -> None:
    assert ROLE_TABLE.named(["clerk", "king", "administrator"]) == {CLERK, ADMINISTRATOR}
    assert ROLE_TABLE.named([]) == frozenset()


def test_table_refuses_only_roles_that_are_apart() -> None:
    assert ROLE_TABLE.are_compatible({INSPECTOR, CLERK, ADMINISTRATOR})
    assert not ROLE_TABLE.are_compatible({INSPECTOR, AUDITOR, CLERK})
    assert RoleTable((CLERK, ADMINISTRATOR)).are_compatible({CLERK, ADMINISTRATOR})
