"""All roles of the site: those of each feature and the administrator; and who of them needs a second factor."""

from accreditation.access.roles import (
    ACCREDITATION_OFFICER,
    APART,
    BADGE_DESK,
    DOOR,
    DOOR_SUPERVISOR,
    ROLES,
    SECURITY_OFFICER,
)
from broadcast.board.roles import OPERATOR
from conference.auth.roles import ADMINISTRATOR, AUDITOR, RoleTable, TotpRule
from conference.event import Event
from conference.event.errors import EventDataError, Fault, propose

ROLE_TABLE = RoleTable((*ROLES, OPERATOR, AUDITOR, ADMINISTRATOR), APART)


def _unknown_roles(event: Event) -> list[Fault]:
    known = {role.name for role in ROLE_TABLE}
    named = {"staff.totp_roles": event.staff.totp_roles, "identity.full_view_roles": event.identity.full_view_roles}
    return [
        Fault("event.toml", field, f"unknown role {name!r}", propose(name, known))
        for field, names in named.items()
        for name in names
        if name not in known
    ]


def totp_rule(event: Event) -> TotpRule:
    """Return who must have a second factor at an event. Raises EventDataError for a role that does not exist."""
    unknown = _unknown_roles(event)
    if unknown:
        raise EventDataError(*unknown)
    return TotpRule(event.staff.totp == "required", ROLE_TABLE.named(event.staff.totp_roles))


__all__ = [
    "ACCREDITATION_OFFICER",
    "ADMINISTRATOR",
    "AUDITOR",
    "BADGE_DESK",
    "DOOR",
    "DOOR_SUPERVISOR",
    "OPERATOR",
    "ROLE_TABLE",
    "SECURITY_OFFICER",
    "totp_rule",
]
