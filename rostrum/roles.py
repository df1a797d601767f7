"""All roles of the site: those of each feature and the administrator."""

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
from conference.auth.roles import ADMINISTRATOR, RoleTable

ROLE_TABLE = RoleTable((*ROLES, OPERATOR, ADMINISTRATOR), APART)

__all__ = [
    "ACCREDITATION_OFFICER",
    "ADMINISTRATOR",
    "BADGE_DESK",
    "DOOR",
    "DOOR_SUPERVISOR",
    "OPERATOR",
    "ROLE_TABLE",
    "SECURITY_OFFICER",
]
