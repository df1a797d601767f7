"""Who may do what. Two agencies vet an application, and no person may hold both their roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a member of staff is engaged for."""

    ACCREDITATION_OFFICER = "accreditation_officer"
    SECURITY_OFFICER = "security_officer"
    BADGE_DESK = "badge_desk"
    DOOR = "door"
    DOOR_SUPERVISOR = "door_supervisor"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing that a role allows."""

    VET_ACCREDITATION = "vet_accreditation"
    VET_SECURITY = "vet_security"
    PRINT_BADGES = "print_badges"
    SCAN = "scan"
    SUPERVISE_DOORS = "supervise_doors"
    OPERATE_BOARD = "operate_board"
    ADMINISTER = "administer"


_GRANTED = {
    Role.ACCREDITATION_OFFICER: Permission.VET_ACCREDITATION,
    Role.SECURITY_OFFICER: Permission.VET_SECURITY,
    Role.BADGE_DESK: Permission.PRINT_BADGES,
    Role.DOOR: Permission.SCAN,
    Role.DOOR_SUPERVISOR: Permission.SUPERVISE_DOORS,
    Role.OPERATOR: Permission.OPERATE_BOARD,
    Role.ADMINISTRATOR: Permission.ADMINISTER,
}
_APART = frozenset({Role.ACCREDITATION_OFFICER, Role.SECURITY_OFFICER})


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works for the conference."""

    id: str
    username: str
    name: str
    roles: frozenset[Role]
    language: str


def may(staff: Staff, permission: Permission) -> bool:
    """Whether one of the person's roles grants the permission. An administrator has no others' rights."""
    return permit(staff.roles, permission)


def permit(roles: Iterable[Role], permission: Permission) -> bool:
    """Whether one of the roles grants the permission."""
    return any(_GRANTED[role] is permission for role in roles)


def roles_of(names: Iterable[str]) -> frozenset[Role]:
    """The roles as they are kept; a name that is none any more is left out."""
    known = frozenset(role.value for role in Role)
    return frozenset(Role(name) for name in names if name in known)


def are_compatible(roles: Iterable[Role]) -> bool:
    """Whether one person may hold these roles together: never both agencies' (DESIGN §4.6)."""
    return not frozenset(roles) >= _APART
