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
from conference.auth.roles import ADMINISTRATOR, RoleTable, TotpRule
from conference.event import Event
from conference.event.errors import EventDataError, Fault, propose

ROLE_TABLE = RoleTable((*ROLES, OPERATOR, ADMINISTRATOR), APART)


def _unknown_role(name: str, known: set[str]) -> Fault:
    return Fault("event.toml", "staff.totp_roles", f"unknown role {name!r}", propose(name, known))


def totp_rule(event: Event) -> TotpRule:
    """Return who must have a second factor at an event. Raises EventDataError for a role that does not exist."""
    known = {role.name for role in ROLE_TABLE}
    unknown = [name for name in event.staff.totp_roles if name not in known]
    if unknown:
        raise EventDataError(*(_unknown_role(name, known) for name in unknown))
    return TotpRule(event.staff.totp == "required", ROLE_TABLE.named(event.staff.totp_roles))


__all__ = [
    "ACCREDITATION_OFFICER",
    "ADMINISTRATOR",
    "BADGE_DESK",
    "DOOR",
    "DOOR_SUPERVISOR",
    "OPERATOR",
    "ROLE_TABLE",
    "SECURITY_OFFICER",
    "totp_rule",
]
