"""Documents for officers: the list on a person's page, the page with the pictures, and asking again."""

from typing import Literal

from aiohttp import web
from msgspec import Struct

from accreditation.access.roles import Permission
from accreditation.applications.domain.applications import Agency, Application
from accreditation.documents.actions.asking import ask_again
from accreditation.documents.actions.reading import find_document, read_page
from accreditation.documents.actions.slots import list_officer_slots
from accreditation.documents.domain.documents import HANDED_IN_STATES, Slot
from accreditation.documents.web.context import STATE_CHIPS, STATES, document_pages_of
from conference.event import DocumentKind
from conference.web import Note, form_on, read_form, record_list_read, render, require, staff_of

DOCUMENT_PATH = "/staff/documents/{document:document_[A-Za-z0-9_-]{1,40}}"
ASK_PATH = "/staff/vetting/{agency:accreditation|security}/applications/{application}/documents/{kind}"
READERS = (Permission.VET_ACCREDITATION, Permission.VET_SECURITY)


class AskForm(Struct, frozen=True, kw_only=True):
    """Message to the applicant about a document that is to be sent again."""

    message: Note = ""


class OfficerSlot(Struct, frozen=True):
    """A kind of document on a person's page, with its texts; `is_askable`: the agency has not asked yet."""

    texts: DocumentKind
    slot: Slot
    is_askable: bool


class OfficerDocuments(Struct, frozen=True):
    """Documents of a person as the page of an agency shows them. `may_ask`: the state of the application allows it."""

    slots: tuple[OfficerSlot, ...]
    may_ask: bool
    states = STATES
    chips = STATE_CHIPS


async def list_officer_documents(request: web.Request, application: Application, agency: Agency) -> OfficerDocuments:
    """Return the documents of an application that officers of the agency may see."""
    pages = document_pages_of(request)
    slots = await list_officer_slots(pages.services, application, {agency})
    shown = tuple(
        OfficerSlot(pages.kind_of(slot.kind.code), slot, all(asked.agency is not agency for asked in slot.requests))
        for slot in slots
    )
    return OfficerDocuments(shown, application.state in HANDED_IN_STATES)


@require(*READERS)
async def show_document(request: web.Request) -> web.Response:
    """Show the pictures of a document. Each picture that the browser asks for is recorded as read."""
    pages = document_pages_of(request)
    shown = await find_document(pages.services, request.match_info["document"], staff=staff_of(request))
    await record_list_read(request, "documents", [shown.application.id])
    return render(
        request,
        "documents/viewer.html",
        document=shown.document,
        application=shown.application,
        sizes=shown.sizes,
        texts=pages.kind_of(shown.document.kind),
    )


@require(*READERS)
async def show_page(request: web.Request) -> web.Response:
    """Return the picture of a page; it is not cached, so that each look is recorded."""
    services, match = document_pages_of(request).services, request.match_info
    picture = await read_page(services, match["document"], int(match["number"]), staff=staff_of(request))
    return web.Response(body=picture, content_type="image/jpeg", headers={"Cache-Control": "no-store"})


@form_on("/staff/vetting/{agency}?id={application}", AskForm)
@require(*READERS)
async def submit_request(request: web.Request) -> web.Response:
    """Ask the applicant for a document again."""
    form, match = await read_form(request, AskForm), request.match_info
    agency: Literal["accreditation", "security"] = match["agency"]  # type: ignore[assignment]
    await ask_again(
        document_pages_of(request).services,
        match["application"],
        match["kind"],
        agency=Agency(agency),
        message=form.message,
        staff=staff_of(request),
    )
    raise web.HTTPSeeOther(f"/staff/vetting/{agency}?id={match['application']}#documents")


def routes() -> list[web.RouteDef]:
    """Return the routes of documents for officers."""
    return [
        web.get(DOCUMENT_PATH, show_document),
        web.get(f"{DOCUMENT_PATH}/pages/{{number:[0-9]{{1,3}}}}", show_page),
        web.post(ASK_PATH, submit_request),
    ]
