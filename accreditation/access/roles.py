"""Roles of accreditation. Two agencies vet an application; no person may hold the roles of both (DESIGN §4.5)."""

from collections.abc import Collection
from enum import StrEnum

from conference.auth.roles import Role


class Permission(StrEnum):
    """Permission that a role of accreditation grants."""

    VET_ACCREDITATION = "vet_accreditation"
    VET_SECURITY = "vet_security"
    PRINT_BADGES = "print_badges"
    SCAN = "scan"
    SUPERVISE_DOORS = "supervise_doors"
    READ_WATCH_LIST = "read_watch_list"


ACCREDITATION_OFFICER = Role("accreditation_officer", Permission.VET_ACCREDITATION)
SECURITY_OFFICER = Role("security_officer", Permission.VET_SECURITY)
BADGE_DESK = Role("badge_desk", Permission.PRINT_BADGES)
DOOR = Role("door", Permission.SCAN)
DOOR_SUPERVISOR = Role("door_supervisor", Permission.SUPERVISE_DOORS)

WATCH_LIST_OFFICER = Role("watch_list_officer", Permission.READ_WATCH_LIST)
"""Sees the watch-list of the security agency, as a security officer only."""

ROLES = (ACCREDITATION_OFFICER, SECURITY_OFFICER, WATCH_LIST_OFFICER, BADGE_DESK, DOOR, DOOR_SUPERVISOR)
APART = frozenset({ACCREDITATION_OFFICER, SECURITY_OFFICER})
"""Roles of which one person may hold only one."""


def may_by_names(names: Collection[str], permission: Permission) -> bool:
    """Return whether a role with one of these names grants the permission. Unknown names grant none."""
    return any(role.name in names and role.permission == permission for role in ROLES)
