"""Roles of staff and the permissions that they grant. Which roles a site has is handed in as a `RoleTable`."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from msgspec import Struct


class Role(Struct, frozen=True):
    """A job of a member of staff, and the permission that it grants."""

    name: str
    permission: str


ADMINISTER = "administer"
"""The permission to add staff and to change their roles."""

ADMINISTRATOR = Role("administrator", ADMINISTER)

READ_TRAIL = "read_trail"
"""The permission to read the audit log and the certificates of deletion."""

AUDITOR = Role("auditor", READ_TRAIL)


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works for the conference."""

    id: str
    username: str
    name: str
    roles: frozenset[Role]
    language: str


def may(staff: Staff, permission: str) -> bool:
    """Whether one of the person's roles grants the permission. An administrator has no others' rights."""
    return any(role.permission == permission for role in staff.roles)


class TotpRule(Struct, frozen=True):
    """Who must have a second factor: all staff, or people with one of these roles."""

    everyone: bool = False
    roles: frozenset[Role] = frozenset()

    def demands(self, staff: Staff) -> bool:
        """Whether the person must have a second factor."""
        return self.everyone or bool(self.roles & staff.roles)


class RoleTable(Struct, frozen=True):
    """All roles of a site, in the order in which pages list them. No person may hold all roles of `apart` together."""

    roles: tuple[Role, ...]
    apart: frozenset[Role] = frozenset()

    def __iter__(self) -> Iterator[Role]:
        return iter(self.roles)

    def named(self, names: Collection[str]) -> frozenset[Role]:
        """Return the roles of these names. Names of roles that do not exist any more are left out."""
        return frozenset(role for role in self.roles if role.name in names)

    def are_compatible(self, roles: Iterable[Role]) -> bool:
        """Whether one person may hold these roles together."""
        return not self.apart or not self.apart <= frozenset(roles)
