"""What an accreditation officer does with outlets: confirm a new one, or say that it is one we know."""

from accreditation.applications.domain.applications import Agency
from accreditation.applications.domain.outlets import Outlet, alias_key
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.vetting import officer_of
from accreditation.vetting.domain import require_agency
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import ConflictError, InvalidError, RuleError
from conference.texts.typed_text import read_line


async def confirm_outlet(services: ApplicationServices, *, outlet_id: str, name: str, staff: Staff) -> Outlet:
    """Confirm an outlet under its right name; what was typed stays its alias.

    Raises InvalidError for a name that cannot be kept, ConflictError for one that another outlet has.
    """
    require_agency(officer_of(staff), Agency.ACCREDITATION)
    name, problem = read_line(name)
    if problem or not alias_key(name):
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
    """Say that `source` is `target` under another name: its applications and aliases move there.

    Raises NotFoundError, RuleError for an outlet with itself.
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
