"""The logins of the demonstration: one per role, with passwords in a file of the data folder."""

import json

from conference.auth.roles import Role
from rostrum import roles
from rostrum.settings import Settings

LOGINS_FILE = "demo-logins.json"

CREW: dict[str, tuple[tuple[Role, ...], str, str]] = {
    "accreditation": ((roles.ACCREDITATION_OFFICER,), "Accreditation Officer (demonstration)", "en"),
    "security": ((roles.SECURITY_OFFICER,), "Cán bộ an ninh (minh họa)", "vi"),
    "watch": ((roles.SECURITY_OFFICER, roles.WATCH_LIST_OFFICER), "Cán bộ danh sách theo dõi (minh họa)", "vi"),
    "desk": ((roles.BADGE_DESK,), "Badge Desk (demonstration)", "en"),
    "door": ((roles.DOOR,), "Door Staff (demonstration)", "en"),
    "supervisor": ((roles.DOOR_SUPERVISOR,), "Door Supervisor (demonstration)", "en"),
    "operator": ((roles.OPERATOR,), "Session Operator (demonstration)", "en"),
    "protocol": ((roles.SIGNER_ROLES[0],), "Cán bộ lễ tân (minh họa)", "vi"),
    "reception": ((roles.SIGNER_ROLES[1],), "Reception (demonstration)", "en"),
    "session-security": ((roles.SIGNER_ROLES[2],), "Session Security (demonstration)", "en"),
    "media": ((roles.SIGNER_ROLES[3],), "Media (demonstration)", "en"),
    "private": ((roles.PRIVATE_SESSIONS_OFFICER,), "Private Sessions (demonstration)", "en"),
    "auditor": ((roles.AUDITOR,), "Auditor (demonstration)", "en"),
    "admin": ((roles.ADMINISTRATOR,), "Administrator (demonstration)", "en"),
}
"""User name → roles, the one that the person stands for last, name and language."""


def demo_logins(settings: Settings) -> dict[str, str]:
    """Return user name → password of the demonstration's staff; empty unless the demonstration was loaded."""
    path = settings.data_dir / LOGINS_FILE
    if not path.exists():
        return {}
    logins: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return logins
