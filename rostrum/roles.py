"""All roles of the site: those of each feature and the administrator; and who of them needs a second factor."""

from accreditation.access.roles import (
    ACCREDITATION_OFFICER,
    APART,
    BADGE_DESK,
    DOOR,
    DOOR_SUPERVISOR,
    ROLES,
    SECURITY_OFFICER,
    WATCH_LIST_OFFICER,
)
from broadcast.board.roles import OPERATOR, PRIVATE_SESSIONS_OFFICER
from broadcast.scripts.roles import SIGNER_ROLES
from conference.auth.roles import ADMINISTRATOR, AUDITOR, RoleTable, TotpRule
from conference.event import Event
from conference.event.errors import EventDataError, Fault, propose

ROLE_TABLE = RoleTable((*ROLES, OPERATOR, PRIVATE_SESSIONS_OFFICER, *SIGNER_ROLES, AUDITOR, ADMINISTRATOR), APART)


def _unknown_roles(event: Event) -> list[Fault]:
    known = {role.name for role in ROLE_TABLE}
    named = {"staff.totp_roles": event.staff.totp_roles, "identity.full_view_roles": event.identity.full_view_roles}
    return [
        Fault("event.toml", field, f"unknown role {name!r}", propose(name, known))
        for field, names in named.items()
        for name in names
        if name not in known
    ]


VETTING_ROLES = (ACCREDITATION_OFFICER, SECURITY_OFFICER)
"""Roles whose members review applications, and may see documents."""


def find_reader_faults(event: Event) -> list[tuple[str, str]]:
    """Return kind of document and role for each reader that is no role whose members review applications."""
    known = {role.name for role in VETTING_ROLES}
    return [(kind.code, name) for kind in event.document_kinds for name in kind.readers if name not in known]


def require_roles(event: Event) -> None:
    """Raise EventDataError for a role of the event that does not exist, or that cannot see documents."""
    totp_rule(event)
    known = {role.name for role in VETTING_ROLES}
    faults = [
        Fault("press.toml", f"document_kinds ({code}): readers", f"{name!r} sees no documents", propose(name, known))
        for code, name in find_reader_faults(event)
    ]
    if faults:
        raise EventDataError(*faults)


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
    "PRIVATE_SESSIONS_OFFICER",
    "ROLE_TABLE",
    "SECURITY_OFFICER",
    "SIGNER_ROLES",
    "VETTING_ROLES",
    "WATCH_LIST_OFFICER",
    "find_reader_faults",
    "require_roles",
    "totp_rule",
]
