"""Actions of an accreditation officer on outlets: confirm a new outlet, or merge it into a known one."""

from accreditation.applications.domain.applications import Agency
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.domain.seen import SeenOutlet, require_seen_outlet
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.vetting import officer_of
from accreditation.vetting.domain import require_agency
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import ConflictError, InvalidError, RuleError
from conference.texts.folding import fold_to_key
from conference.texts.typed_text import read_line


async def confirm_outlet(services: ApplicationServices, seen: SeenOutlet, *, name: str, staff: Staff) -> Outlet:
    """Confirm an outlet under its correct name; the typed name remains an alias.

    Raises InvalidError for an invalid name, ConflictError for a name of another outlet, and when the outlet has changed
    since it was shown.
    """
    require_agency(officer_of(staff), Agency.ACCREDITATION)
    name, problem = read_line(name)
    if problem or not fold_to_key(name):
        raise InvalidError("outlet.name_invalid")
    async with services.transactions.write() as transaction:
        require_seen_outlet(await services.outlets.find(transaction, seen.id, lock=True), seen)
        owner = await services.outlets.find_by_alias(transaction, name)
        if owner is not None and owner.id != seen.id:
            raise ConflictError("outlet.name_taken", name=owner.name)
        await services.outlets.verify(transaction, seen.id, name)
        await transaction.record(AuditEntry("accreditation:outlet:confirmed", staff.id, seen.id, services.clock.now()))
        return await services.outlets.get(transaction, seen.id)


async def merge_outlet(services: ApplicationServices, seen: SeenOutlet, *, target_id: str, staff: Staff) -> Outlet:
    """Merge an outlet into the target: its applications and aliases move to the target.

    Raises NotFoundError, RuleError when both are the same outlet, and ConflictError when the outlet has changed since
    it was shown.
    """
    require_agency(officer_of(staff), Agency.ACCREDITATION)
    if seen.id == target_id:
        raise RuleError("outlet.merge_with_itself")
    async with services.transactions.write() as transaction:
        require_seen_outlet(await services.outlets.find(transaction, seen.id, lock=True), seen)
        moved = await services.outlets.merge(transaction, seen.id, target_id)
        details = {"into": target_id, "applications": moved}
        await transaction.record(
            AuditEntry("accreditation:outlet:merged", staff.id, seen.id, services.clock.now(), details)
        )
        return await services.outlets.get(transaction, target_id)
