"""Handing in: sealed pictures, and nothing of the file; what is refused changes nothing."""

import pytest
from sqlalchemy import select

from accreditation.documents.actions.handing_in import hand_in_file, hand_in_upload, remove_document
from accreditation.documents.actions.reading import read_own_page
from accreditation.documents.actions.slots import read_own_documents
from accreditation.documents.actions.uploading import add_piece, start_upload
from accreditation.documents.services import DocumentServices
from accreditation.documents.storage.tables import document_pages, document_pieces
from conference.errors import InvalidError, NotFoundError, RuleError
from conference.storage.audit import audit_log
from conference.storage.engine import Database
from conference.vault.vault import KeyDestroyedError
from tests.support.application_samples import SECRET
from tests.support.document_files import pdf, pdf_with_script, word_file


async def count_rows(services: DocumentServices) -> tuple[int, int]:
    async with services.transactions.read() as transaction:
        pages = (await transaction.connection.execute(select(document_pages))).all()
        pieces = (await transaction.connection.execute(select(document_pieces))).all()
    return len(pages), len(pieces)


async def test_upload_becomes_sealed_pictures_alone(services: DocumentServices, each_database: Database) -> None:
    data = pdf_with_script()
    upload = await start_upload(services, secret=SECRET, kind="letter", size=len(data))
    upload = await add_piece(services, upload, data[:200])
    with pytest.raises(RuleError, match=r"document\.upload_unfinished"):
        await hand_in_upload(services, upload.id, secret=SECRET)
    await add_piece(services, upload, data[200:])
    document = await hand_in_upload(services, upload.id, secret=SECRET)
    assert await count_rows(services) == (1, 0)
    async with services.transactions.read() as transaction:
        (sealed,) = (await transaction.connection.scalars(select(document_pages.c.sealed))).all()
        entry = (await transaction.connection.execute(select(audit_log))).all()[-1]
    assert b"JFIF" not in sealed
    assert (entry.action, entry.actor, entry.subject) == (
        "accreditation:document:handed_in",
        "applicant",
        document.id,
    )
    assert (await read_own_page(services, document.id, 1, secret=SECRET)).startswith(b"\xff\xd8\xff")


async def test_refused_upload_is_deleted_and_all_else_stays(services: DocumentServices) -> None:
    kept = await hand_in_file(services, pdf(), secret=SECRET, kind="card")
    data = word_file()
    upload = await start_upload(services, secret=SECRET, kind="letter", size=len(data))
    await add_piece(services, upload, data)
    with pytest.raises(InvalidError, match=r"document\.word"):
        await hand_in_upload(services, upload.id, secret=SECRET)
    assert await count_rows(services) == (1, 0)
    own = await read_own_documents(services, secret=SECRET)
    assert [document for slot in own.slots for document in slot.documents] == [kept]
    with pytest.raises(NotFoundError):
        await hand_in_upload(services, upload.id, secret=SECRET)


async def test_document_replaces_the_earlier_one(services: DocumentServices) -> None:
    first = await hand_in_file(services, pdf(2), secret=SECRET, kind="letter")
    second = await hand_in_file(services, pdf(), secret=SECRET, kind="letter")
    assert await count_rows(services) == (1, 0)
    with pytest.raises(NotFoundError):
        await read_own_page(services, first.id, 1, secret=SECRET)
    await remove_document(services, second.id, secret=SECRET)
    assert await count_rows(services) == (0, 0)


async def test_several_files_are_kept_up_to_the_limit(services: DocumentServices) -> None:
    for _ in range(2):
        await hand_in_file(services, pdf(), secret=SECRET, kind="samples")
    with pytest.raises(RuleError, match=r"document\.no_room"):
        await hand_in_file(services, pdf(), secret=SECRET, kind="samples")


async def test_destroyed_key_makes_documents_unreadable(services: DocumentServices) -> None:
    """Covers A26 for documents."""
    document = await hand_in_file(services, pdf(), secret=SECRET, kind="letter")
    async with services.transactions.write() as transaction:
        await services.vault.destroy(transaction, ["app_1"])
    with pytest.raises(KeyDestroyedError):
        await read_own_page(services, document.id, 1, secret=SECRET)
