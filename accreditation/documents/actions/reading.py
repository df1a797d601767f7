"""Reading documents: by officers of the agencies that a kind names, each read recorded, and by the applicant."""

from msgspec import Struct

from accreditation.applications.actions.applying import get_by_link
from accreditation.applications.domain.applications import Agency, Application
from accreditation.documents.domain.documents import Document
from accreditation.documents.domain.kinds import find_kind
from accreditation.documents.domain.uploads import page_label
from accreditation.documents.services import PERMISSIONS, DocumentServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ForbiddenError, NotFoundError
from conference.transactions import Transaction

READ = "accreditation:document:read"


class ShownDocument(Struct, frozen=True):
    """Document with its application and the sizes of its pictures, width and height in pixels."""

    document: Document
    application: Application
    sizes: tuple[tuple[int, int], ...]


def agencies_of(staff: Staff) -> frozenset[Agency]:
    """Return the agencies of a person's roles."""
    return frozenset(agency for agency, permission in PERMISSIONS.items() if may(staff, permission))


async def find_document(services: DocumentServices, document_id: str, *, staff: Staff) -> ShownDocument:
    """Return a document for the page of its pictures.

    Raises ForbiddenError `document.not_for_role`, NotFoundError `document.unknown`.
    """
    async with services.transactions.read() as transaction:
        document = await _get_readable(services, transaction, document_id, staff)
        application = await services.applications.applications.get(transaction, document.application_id)
        sizes = await services.documents.list_pages(transaction, document_id)
    return ShownDocument(document, application, tuple(sizes))


async def read_page(services: DocumentServices, document_id: str, number: int, *, staff: Staff) -> bytes:
    """Return the picture of a page (JPEG) to an officer. The read is recorded, and the document counts as seen.

    Raises ForbiddenError `document.not_for_role`, NotFoundError `document.unknown`, and as `Vault.unseal`.
    """
    async with services.transactions.read() as transaction:
        document = await _get_readable(services, transaction, document_id, staff)
        picture = await _unseal_page(services, transaction, document, number)
    now = services.applications.clock.now()
    details = {"application": document.application_id, "kind": document.kind, "page": number}
    await services.transactions.record_read(AuditEntry(READ, staff.id, document.id, now, details))
    if document.seen_at is None:

        async def mark_seen(later: Transaction) -> None:
            await services.documents.mark_seen(later, document.id, at=now)

        services.write_later("document seen", mark_seen, key=("document seen", document.id))
    return picture


async def read_own_page(services: DocumentServices, document_id: str, number: int, *, secret: str) -> bytes:
    """Return the picture of a page (JPEG) to the applicant. Raises NotFoundError, and as `Vault.unseal`."""
    async with services.transactions.read() as transaction:
        application = await get_by_link(services.applications, transaction, secret)
        document = await services.documents.find(transaction, document_id)
        if document is None or document.application_id != application.id:
            raise NotFoundError("document.unknown")
        return await _unseal_page(services, transaction, document, number)


async def _get_readable(
    services: DocumentServices, transaction: Transaction, document_id: str, staff: Staff
) -> Document:
    agencies = agencies_of(staff)
    if not agencies:
        raise ForbiddenError("role.missing")
    document = await services.documents.find(transaction, document_id)
    if document is None:
        raise NotFoundError("document.unknown")
    kind = find_kind(services.kinds, document.kind)
    if kind is None or kind.readers.isdisjoint(agencies):
        raise ForbiddenError("document.not_for_role")
    return document


async def _unseal_page(services: DocumentServices, transaction: Transaction, document: Document, number: int) -> bytes:
    page = await services.documents.find_page(transaction, document.id, number)
    if page is None:
        raise NotFoundError("document.unknown")
    label = page_label(document.id, number)
    return await services.vault.unseal(transaction.connection, document.application_id, label, page.sealed)
