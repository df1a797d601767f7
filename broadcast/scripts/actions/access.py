"""Who may do what with scripts, and the names of their audit entries."""

from datetime import datetime

from broadcast.scripts.ports import ScriptSession
from broadcast.scripts.roles import SCRIPT_STAFF
from broadcast.scripts.services import ScriptServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ForbiddenError, NotFoundError
from conference.transactions import Transaction


def require_script_staff(staff: Staff) -> None:
    """Raise ForbiddenError unless the person operates sessions or signs scripts."""
    if not any(may(staff, permission) for permission in SCRIPT_STAFF):
        raise ForbiddenError("role.missing")


async def find_session(services: ScriptServices, session_id: str, staff: Staff | None) -> ScriptSession:
    """Return a session that the person may see, any for None. Raises NotFoundError `script.session_unknown`."""
    found = await services.sessions.find_session(session_id, staff)
    if found is None:
        raise NotFoundError("script.session_unknown")
    return found


async def record_act(
    transaction: Transaction, act: str, session_id: str, *, by: Staff, at: datetime, **details: object
) -> None:
    """Add the audit entry of an act, such as `broadcast:script:signed`."""
    await transaction.record(AuditEntry(act, by.id, session_id, at, details))


async def record_print(services: ScriptServices, session_id: str, version: int, *, staff: Staff) -> None:
    """Record that a version of a script was printed."""
    details = {"version": version}
    await services.transactions.record_read(
        AuditEntry("broadcast:script:printed", staff.id, session_id, services.clock.now(), details)
    )
