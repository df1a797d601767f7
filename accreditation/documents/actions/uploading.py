"""Uploads in pieces: begun, continued after a cut, ended, purged. Bytes are stored sealed as they arrive."""

from dataclasses import replace

from accreditation.applications.actions.applying import get_by_link
from accreditation.documents.actions.slots import find_slot, load_slots
from accreditation.documents.domain.documents import require_open, require_room
from accreditation.documents.domain.uploads import (
    UPLOAD_LIFE,
    Piece,
    Upload,
    require_few,
    require_piece,
    require_size,
    upload_label,
)
from accreditation.documents.services import DocumentServices
from conference.errors import NotFoundError
from conference.transactions import Transaction


async def start_upload(services: DocumentServices, *, secret: str, kind: str, size: int) -> Upload:
    """Begin an upload of `size` bytes.

    Raises:
        NotFoundError: `application.unknown`.
        RuleError: `document.not_now`, `document.kind_unknown`, `document.seen`, `document.no_room`,
            `document.too_many_uploads`.
        InvalidError: `document.empty`, `document.too_large`.
    """
    now = services.applications.clock.now()
    async with services.transactions.write() as transaction:
        application = await get_by_link(services.applications, transaction, secret, lock=True)
        require_open(application, now)
        slot = require_room(find_slot(await load_slots(services, transaction, application), kind))
        require_size(size, slot.kind)
        require_few(len(await services.uploads.list_of(transaction, application.id, now=now)))
        upload = Upload(
            id=services.applications.ids.new("upload"),
            application_id=application.id,
            kind=kind,
            size=size,
            received=0,
            expires_at=now + UPLOAD_LIFE,
        )
        await services.uploads.add(transaction, upload)
    return upload


async def find_upload(services: DocumentServices, upload_id: str, *, secret: str) -> Upload:
    """Return an upload of the application that the link opens. Raises NotFoundError `document.upload_unknown`."""
    async with services.transactions.read() as transaction:
        application = await get_by_link(services.applications, transaction, secret)
        return await get_upload(services, transaction, upload_id, application.id)


async def add_piece(services: DocumentServices, upload: Upload, data: bytes) -> Upload:
    """Store the bytes that follow what is stored of an upload, as the caller knows it; return the upload after it.

    Raises:
        NotFoundError: `document.upload_unknown`.
        ConflictError: `document.offset`, when another request has stored bytes meanwhile.
        InvalidError: `document.too_large`.
    """
    async with services.transactions.write() as transaction:
        stored = await get_upload(services, transaction, upload.id, upload.application_id, lock=True)
        require_piece(stored, upload.received, len(data))
        sealed = await services.vault.seal(
            transaction, stored.application_id, upload_label(stored.id, stored.received), data
        )
        expires_at = services.applications.clock.now() + UPLOAD_LIFE
        longer = replace(stored, received=stored.received + len(data), expires_at=expires_at)
        await services.uploads.add_piece(transaction, longer, Piece(stored.received, sealed))
    return longer


async def end_upload(services: DocumentServices, upload_id: str, *, secret: str) -> None:
    """Delete an upload that is not wanted. Raises NotFoundError `document.upload_unknown`."""
    async with services.transactions.write() as transaction:
        application = await get_by_link(services.applications, transaction, secret)
        upload = await get_upload(services, transaction, upload_id, application.id)
        await services.uploads.delete(transaction, upload.id)


async def purge_uploads(services: DocumentServices, transaction: Transaction) -> int:
    """Delete expired uploads; return how many."""
    return await services.uploads.purge(transaction, now=services.applications.clock.now())


async def get_upload(
    services: DocumentServices, transaction: Transaction, upload_id: str, application_id: str, *, lock: bool = False
) -> Upload:
    """Return an upload of an application that has not expired. Raises NotFoundError `document.upload_unknown`."""
    now = services.applications.clock.now()
    found = await services.uploads.find(transaction, upload_id, application_id=application_id, now=now, lock=lock)
    if found is None:
        raise NotFoundError("document.upload_unknown")
    return found
