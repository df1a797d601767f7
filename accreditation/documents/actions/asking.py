"""Asking for one document again: the applicant is told by a letter, and replaces it alone."""

from accreditation.applications.domain.applications import Agency
from accreditation.documents.actions.reading import agencies_of
from accreditation.documents.actions.slots import find_slot, load_slots
from accreditation.documents.domain.documents import HANDED_IN_STATES, DocumentRequest, Slot
from accreditation.documents.services import DocumentServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import ForbiddenError, RuleError

ASKED = "accreditation:document:asked"


async def ask_again(
    services: DocumentServices, application_id: str, kind: str, *, agency: Agency, message: str, staff: Staff
) -> DocumentRequest:
    """Ask the applicant for a document of this kind, with the officer's message to the applicant.

    Raises:
        ForbiddenError: `document.not_for_role`, for another agency or a kind that its officers may not see.
        NotFoundError: `application.unknown`.
        RuleError: `document.kind_unknown`, `document.not_now`, `document.asked_already`.
    """
    now = services.applications.clock.now()
    if agency not in agencies_of(staff):
        raise ForbiddenError("document.not_for_role")
    request = DocumentRequest(
        id=services.applications.ids.new("asked"),
        application_id=application_id,
        kind=kind,
        agency=agency,
        officer=staff.id,
        message=message,
        asked_at=now,
    )
    async with services.transactions.write() as transaction:
        application = await services.applications.applications.get(transaction, application_id, lock=True)
        if application.state not in HANDED_IN_STATES:
            raise RuleError("document.not_now")
        _require_askable(find_slot(await load_slots(services, transaction, application), kind), agency)
        await services.requests.add(transaction, request)
        details = {"application": application_id, "kind": kind, "agency": agency.value}
        await transaction.record(AuditEntry(ASKED, staff.id, application_id, now, details))
        await services.announce_request(transaction, application, request)
    return request


def _require_askable(slot: Slot | None, agency: Agency) -> None:
    if slot is None:
        raise RuleError("document.kind_unknown")
    if agency not in slot.kind.readers:
        raise ForbiddenError("document.not_for_role")
    if any(one.agency is agency for one in slot.requests):
        raise RuleError("document.asked_already")
