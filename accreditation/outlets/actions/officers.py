"""What every act of an officer on an outlet needs: the permission, the outlet as it was shown, the audit entry."""

from msgspec import Struct

from accreditation.access.roles import Permission
from accreditation.applications.domain.outlets import Outlet
from accreditation.outlets.services import OutletServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ConflictError, ForbiddenError
from conference.transactions import Transaction


class SeenOutletVersion(Struct, frozen=True):
    """Id and version of an outlet as shown on the officer's page."""

    id: str
    version: int


def require_officer(staff: Staff) -> None:
    """Raise ForbiddenError unless the person vets for the accreditation agency and for no other."""
    if not may(staff, Permission.VET_ACCREDITATION):
        raise ForbiddenError("vetting.not_your_agency")
    if may(staff, Permission.VET_SECURITY):
        raise ForbiddenError("vetting.two_agencies")


async def get_seen_outlet(services: OutletServices, transaction: Transaction, seen: SeenOutletVersion) -> Outlet:
    """Lock and return the outlet. Raises ConflictError `outlet.changed` when it has changed since it was shown."""
    outlet = await services.applications.outlets.get(transaction, seen.id, lock=True)
    if outlet.version != seen.version:
        raise ConflictError("outlet.changed", name=outlet.name)
    return outlet


async def record_act(
    services: OutletServices, transaction: Transaction, act: str, *, actor: str, subject: str, **details: object
) -> None:
    """Record an act in the audit trail, without personal data."""
    now = services.applications.clock.now()
    await transaction.record(AuditEntry(f"accreditation:{act}", actor, subject, now, details))
