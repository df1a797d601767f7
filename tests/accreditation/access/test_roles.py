"""Roles of accreditation and their permissions."""

import pytest

from accreditation.access.roles import APART, ROLES, Permission, may_by_names
from conference.auth.roles import Role


def test_each_role_has_one_permission_of_its_own() -> None:
    permissions = [role.permission for role in ROLES]
    assert sorted(permissions) == sorted(Permission)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_role_name_grants_its_permission_only(role: Role) -> None:
    granted = {permission for permission in Permission if may_by_names([role.name], permission)}
    assert granted == {role.permission}


def test_several_names_grant_the_permissions_of_each() -> None:
    names = {"door", "badge_desk"}
    granted = {permission for permission in Permission if may_by_names(names, permission)}
    assert granted == {Permission.SCAN, Permission.PRINT_BADGES}


@pytest.mark.parametrize("names", [[], ["king"], ["DOOR"], ["door "], ["administrator", "operator"], [""]], ids=str)
def test_unknown_names_grant_nothing(names: list[str]) -> None:
    assert not any(may_by_names(names, permission) for permission in Permission)


def test_roles_of_the_two_agencies_are_apart() -> None:
    vetting = {Permission.VET_ACCREDITATION, Permission.VET_SECURITY}
    assert {role.permission for role in APART} == vetting
