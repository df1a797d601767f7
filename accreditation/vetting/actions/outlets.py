"""Actions of an accreditation officer on outlets: confirm a new outlet, or merge it into a known one."""

from accreditation.applications.domain.applications import Agency
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.vetting import officer_of
from accreditation.vetting.domain import require_agency
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import ConflictError, InvalidError, RuleError
from conference.texts.folding import fold_to_key
from conference.texts.typed_text import read_line


async def confirm_outlet(services: ApplicationServices, *, outlet_id: str, name: str, staff: Staff) -> Outlet:
    """Confirm an outlet under its correct name; the typed name remains an alias.

    Raises InvalidError for an invalid name, ConflictError for a name of another outlet.
    """
    require_agency(officer_of(staff), Agency.ACCREDITATION)
    name, problem = read_line(name)
    if problem or not fold_to_key(name):
        raise InvalidError("outlet.name_invalid")
    async with services.transactions.write() as transaction:
        owner = await services.outlets.find_by_alias(transaction, name)
        if owner is not None and owner.id != outlet_id:
            raise ConflictError("outlet.name_taken", name=owner.name)
        await services.outlets.verify(transaction, outlet_id, name)
        await transaction.record(
            AuditEntry("accreditation:outlet:confirmed", staff.id, outlet_id, services.clock.now())
        )
        return await services.outlets.get(transaction, outlet_id)


async def merge_outlet(services: ApplicationServices, *, source_id: str, target_id: str, staff: Staff) -> Outlet:
    """Merge the source outlet into the target: its applications and aliases move to the target.

    Raises NotFoundError, and RuleError when both are the same outlet.
    """
    require_agency(officer_of(staff), Agency.ACCREDITATION)
    if source_id == target_id:
        raise RuleError("outlet.merge_with_itself")
    async with services.transactions.write() as transaction:
        moved = await services.outlets.merge(transaction, source_id, target_id)
        details = {"into": target_id, "applications": moved}
        await transaction.record(
            AuditEntry("accreditation:outlet:merged", staff.id, source_id, services.clock.now(), details)
        )
        return await services.outlets.get(transaction, target_id)
