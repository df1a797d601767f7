"""Who may see the watch-list: officers of security who have its permission, and no one else."""

from accreditation.access.roles import Permission
from conference.auth.roles import Staff, may
from conference.errors import ForbiddenError


def require_watch_officer(staff: Staff) -> None:
    """Raise ForbiddenError unless the person is a security officer with the permission of the watch-list."""
    if not (may(staff, Permission.READ_WATCH_LIST) and may(staff, Permission.VET_SECURITY)):
        raise ForbiddenError("role.missing")
