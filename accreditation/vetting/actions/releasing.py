"""Release of withheld decisions before their hour: of all by an officer, of one by the hand-over of its badge."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from accreditation.access.roles import Permission
from accreditation.applications.domain.history import Act, Step
from accreditation.applications.domain.releases import apply_release, is_withheld
from accreditation.applications.services import ApplicationServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ConflictError, ForbiddenError
from conference.transactions import Transaction


class WithheldCount(Struct, frozen=True):
    """Number of withheld decisions, and the hour at which the first of them are released."""

    count: int
    first_at: datetime | None


async def count_withheld(services: ApplicationServices) -> WithheldCount:
    """Return how many decisions are withheld now."""
    async with services.transactions.read() as transaction:
        return WithheldCount(*await services.applications.count_withheld(transaction, services.clock.now()))


async def release_all(services: ApplicationServices, *, seen_count: int, staff: Staff) -> int:
    """Release every withheld decision now, in one transaction; return how many.

    Raises ForbiddenError for others than accreditation officers, ConflictError `releases.changed` unless there are as
    many as the officer saw.
    """
    if not may(staff, Permission.VET_ACCREDITATION):
        raise ForbiddenError("vetting.not_your_agency")
    async with services.transactions.write() as transaction:
        withheld = await services.applications.list_withheld(transaction, services.clock.now())
        if len(withheld) != seen_count:
            raise ConflictError("releases.changed")
        return await release_applications(services, transaction, withheld, actor=staff.id)


async def release_applications(
    services: ApplicationServices, transaction: Transaction, application_ids: Sequence[str], *, actor: str
) -> int:
    """Release the decisions of these applications that are withheld; return how many. Each is in the audit log."""
    now, released = services.clock.now(), 0
    found = await services.applications.list_by_ids(transaction, application_ids)
    for application_id in sorted(application.id for application in found if is_withheld(application, now)):
        before = await services.applications.get(transaction, application_id, lock=True)
        if not is_withheld(before, now):
            continue
        application = apply_release(before, now)
        await services.applications.save(transaction, application)
        step = Step(application_id=application_id, version=application.version, at=now, act=Act.RELEASED, officer=actor)
        await services.history.add(transaction, step)
        details = {"state": application.state.value, "version": application.version}
        await transaction.record(
            AuditEntry(f"accreditation:application:{Act.RELEASED}", actor, application_id, now, details)
        )
        released += 1
    return released
