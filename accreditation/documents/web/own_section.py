"""The section about documents on the applicant's status page."""

from aiohttp import web

from accreditation.applications.domain.applications import Application
from accreditation.applications.web.context import OwnSection
from accreditation.documents.actions.slots import read_own_documents
from accreditation.documents.web.context import document_pages_of

TEMPLATE = "documents/own_section.html"


async def documents_section(request: web.Request, application: Application) -> OwnSection | None:
    """Return the section, None for an applicant who is asked for no document."""
    services = document_pages_of(request).services
    if not services.kinds:
        return None
    own = await read_own_documents(services, secret=request.match_info["secret"])
    sent = sum(len(slot.documents) for slot in own.slots)
    if not own.slots or not (own.is_open or sent):
        return None
    waiting = [slot for slot in own.slots if slot.is_waiting] if own.is_open else []
    asked = any(slot.requests for slot in waiting)
    return OwnSection(TEMPLATE, {"waiting": len(waiting), "is_asked": asked, "is_open": own.is_open, "sent": sent})
