"""Documents of an application as its applicant and its officers see them."""

import asyncio
from collections.abc import Collection

from msgspec import Struct

from accreditation.applications.actions.applying import get_by_link
from accreditation.applications.domain.applications import Agency, Application
from accreditation.applications.domain.outlets import OutletKind
from accreditation.applications.domain.releases import as_acted_on
from accreditation.documents.domain.documents import Slot, is_open_for_documents, list_slots
from accreditation.documents.domain.kinds import Kind, readable_kinds
from accreditation.documents.domain.uploads import Upload
from accreditation.documents.services import DocumentServices
from conference.transactions import Transaction


class OwnDocuments(Struct, frozen=True):
    """What an applicant sees: the kinds with their documents, complete uploads that were not handed in yet.

    `is_open`: documents can be handed in.
    """

    application: Application
    slots: tuple[Slot, ...]
    uploads: tuple[Upload, ...]
    is_open: bool


async def read_own_documents(services: DocumentServices, *, secret: str) -> OwnDocuments:
    """Return the documents of the application that a link opens. Raises NotFoundError `application.unknown`."""
    now = services.applications.clock.now()
    async with services.transactions.read() as transaction:
        application = await get_by_link(services.applications, transaction, secret)
        slots = await load_slots(services, transaction, application)
        uploads = await services.uploads.list_of(transaction, application.id, now=now)
    complete = tuple(upload for upload in uploads if upload.is_complete)
    shown = as_acted_on(application, now)
    return OwnDocuments(shown, slots, complete, is_open_for_documents(application, now))


async def list_officer_slots(
    services: DocumentServices, application: Application, agencies: Collection[Agency]
) -> tuple[Slot, ...]:
    """Return the kinds of an application that officers of these agencies may see, with their documents."""
    if not services.kinds:
        return ()
    async with services.transactions.read_together() as transaction:
        documents, requests, outlet_kind = await asyncio.gather(
            services.documents.list_of(transaction, application.id),
            services.requests.list_open(transaction, application.id),
            _find_outlet_kind(services, transaction, application),
        )
    slots = list_slots(services.kinds, _asked_kinds(services, application, outlet_kind), documents, requests)
    readable = readable_kinds(services.kinds, agencies)
    return tuple(slot for slot in slots if slot.kind in readable)


async def load_slots(
    services: DocumentServices, transaction: Transaction, application: Application
) -> tuple[Slot, ...]:
    """Return the slots of an application in an open transaction."""
    documents = await services.documents.list_of(transaction, application.id)
    requests = await services.requests.list_open(transaction, application.id)
    outlet_kind = await _find_outlet_kind(services, transaction, application)
    return list_slots(services.kinds, _asked_kinds(services, application, outlet_kind), documents, requests)


def _asked_kinds(services: DocumentServices, application: Application, outlet_kind: OutletKind | None) -> list[Kind]:
    return [kind for kind in services.kinds if kind.is_asked_from(application, outlet_kind)]


async def _find_outlet_kind(
    services: DocumentServices, transaction: Transaction, application: Application
) -> OutletKind | None:
    if application.outlet_id is None:
        return OutletKind.FREELANCE
    if not any(kind.outlet_kinds for kind in services.kinds):
        return None
    return (await services.applications.outlets.get_any(transaction, application.outlet_id)).kind


def find_slot(slots: Collection[Slot], code: str) -> Slot | None:
    """Return the slot of a kind, or None."""
    return next((slot for slot in slots if slot.kind.code == code), None)
