"""Handing in: a file becomes sealed pictures of its pages, and the file itself is not kept."""

import asyncio

from accreditation.applications.actions.applying import get_by_link
from accreditation.applications.domain.applications import Application
from accreditation.applications.services import APPLICANT
from accreditation.documents.actions.slots import find_slot, load_slots
from accreditation.documents.actions.uploading import get_upload
from accreditation.documents.domain.documents import Document, Slot, require_open, require_room
from accreditation.documents.domain.pictures import PreparedDocument, StoredPage
from accreditation.documents.domain.uploads import Piece, page_label, upload_label
from accreditation.documents.services import DocumentServices
from conference.audit import AuditEntry
from conference.errors import InvalidError, NotFoundError, RuleError
from conference.transactions import Transaction
from conference.vault.ciphers import PersonCipher

HANDED_IN = "accreditation:document:handed_in"
REMOVED = "accreditation:document:removed"


async def hand_in_file(services: DocumentServices, data: bytes, *, secret: str, kind: str) -> Document:
    """Hand in a file that was sent whole.

    Raises:
        NotFoundError: `application.unknown`.
        RuleError: As `start_upload`.
        InvalidError, ThrottledError: As `DocumentStudio.prepare`.
    """
    async with services.transactions.read() as transaction:
        application = await get_by_link(services.applications, transaction, secret)
        slot = await _get_open_slot(services, transaction, application, kind)
    prepared = await services.studio.prepare(data, slot.kind)
    async with services.transactions.write() as transaction:
        return await _add_document(services, transaction, _Sent(prepared, kind, len(data)), secret)


async def hand_in_upload(services: DocumentServices, upload_id: str, *, secret: str) -> Document:
    """Hand in an upload of which all bytes have arrived. One that is refused by its content is deleted.

    Raises as `hand_in_file`, NotFoundError `document.upload_unknown`, RuleError `document.upload_unfinished`.
    """
    async with services.transactions.read() as transaction:
        application = await get_by_link(services.applications, transaction, secret)
        upload = await get_upload(services, transaction, upload_id, application.id)
        if not upload.is_complete:
            raise RuleError("document.upload_unfinished")
        slot = await _get_open_slot(services, transaction, application, upload.kind)
        cipher = await services.vault.get_cipher(transaction.connection, application.id)
        pieces = await services.uploads.list_pieces(transaction, upload.id)
    data = await asyncio.to_thread(_join_pieces, cipher, upload.id, pieces)
    try:
        prepared = await services.studio.prepare(data, slot.kind)
    except InvalidError:
        async with services.transactions.write() as transaction:
            await services.uploads.delete(transaction, upload.id)
        raise
    async with services.transactions.write() as transaction:
        document = await _add_document(services, transaction, _Sent(prepared, upload.kind, upload.size), secret)
        await services.uploads.delete(transaction, upload.id)
        return document


async def remove_document(services: DocumentServices, document_id: str, *, secret: str) -> None:
    """Take a document back that no officer has seen, or of whose kind another was asked for.

    Raises NotFoundError `document.unknown`, RuleError `document.not_now`, `document.seen`.
    """
    now = services.applications.clock.now()
    async with services.transactions.write() as transaction:
        application = await get_by_link(services.applications, transaction, secret, lock=True)
        require_open(application, now)
        for slot in await load_slots(services, transaction, application):
            for document in slot.documents:
                if document.id == document_id:
                    return await _remove_found(services, transaction, slot, document)
    raise NotFoundError("document.unknown")


async def _remove_found(services: DocumentServices, transaction: Transaction, slot: Slot, document: Document) -> None:
    if not slot.may_remove(document):
        raise RuleError("document.seen")
    await services.documents.delete(transaction, [document.id])
    details = {"application": document.application_id, "kind": document.kind}
    now = services.applications.clock.now()
    await transaction.record(AuditEntry(REMOVED, APPLICANT, document.id, now, details))


class _Sent:
    """What was sent: its pictures, its kind, the bytes of the file."""

    def __init__(self, prepared: PreparedDocument, kind: str, size: int) -> None:
        self.prepared, self.kind, self.size = prepared, kind, size


async def _get_open_slot(
    services: DocumentServices, transaction: Transaction, application: Application, kind: str
) -> Slot:
    require_open(application, services.applications.clock.now())
    return require_room(find_slot(await load_slots(services, transaction, application), kind))


async def _add_document(services: DocumentServices, transaction: Transaction, sent: _Sent, secret: str) -> Document:
    """Add the document, delete what it replaces, and note that requests are answered."""
    now = services.applications.clock.now()
    application = await get_by_link(services.applications, transaction, secret, lock=True)
    slot = await _get_open_slot(services, transaction, application, sent.kind)
    document = Document(
        id=services.applications.ids.new("document"),
        application_id=application.id,
        kind=sent.kind,
        media=sent.prepared.media,
        size=sent.size,
        pages=len(sent.prepared.pages),
        handed_in_at=now,
    )
    cipher = await services.vault.ensure_cipher(transaction, application.id)
    await services.documents.delete(transaction, [one.id for one in slot.replaced])
    await services.documents.add(transaction, document, _seal_pages(cipher, document.id, sent.prepared))
    await services.requests.answer(transaction, application.id, sent.kind, at=now)
    details = {
        "application": application.id,
        "kind": sent.kind,
        "pages": document.pages,
        "replaced": [one.id for one in slot.replaced],
    }
    await transaction.record(AuditEntry(HANDED_IN, APPLICANT, document.id, now, details))
    return document


def _seal_pages(cipher: PersonCipher, document_id: str, prepared: PreparedDocument) -> list[StoredPage]:
    return [
        StoredPage(number, page.width, page.height, cipher.seal(page_label(document_id, number), page.jpeg))
        for number, page in enumerate(prepared.pages, 1)
    ]


def _join_pieces(cipher: PersonCipher, upload_id: str, pieces: list[Piece]) -> bytes:
    return b"".join(cipher.unseal(upload_label(upload_id, piece.start), piece.sealed) for piece in pieces)
