"""Deletion of documents: all rows of all tables, or those of one application. Covers A26."""

from dataclasses import replace

from accreditation.documents.domain.pictures import StoredPage
from accreditation.documents.domain.uploads import Piece
from accreditation.documents.storage.documents import SqlDocuments
from accreditation.documents.storage.erasing import ERASERS
from accreditation.documents.storage.requests import SqlRequests
from accreditation.documents.storage.uploads import SqlUploads
from conference.storage.transactions import Transactions
from conference.transactions import Transaction
from rostrum.parts.stores import application_store
from tests.accreditation.documents.storage.test_uploads import UPLOAD
from tests.support.application_samples import application
from tests.support.document_samples import document, request


async def fill(transaction: Transaction) -> None:
    other = replace(application("app_2"), secret_hash="2" * 64)
    await application_store().add(transaction, other)
    for number in (1, 2):
        one = replace(document(f"document_{number}"), application_id=f"app_{number}")
        await SqlDocuments().add(transaction, one, [StoredPage(page, 6, 8, b"sealed") for page in (1, 2)])
        upload = replace(UPLOAD, id=f"upload_{number}", application_id=f"app_{number}")
        await SqlUploads().add(transaction, upload)
        await SqlUploads().add_piece(transaction, replace(upload, received=5), Piece(0, b"piece"))
        await SqlRequests().add(transaction, replace(request(number=number), application_id=f"app_{number}"))


async def test_rows_of_one_application_are_deleted(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await fill(transaction)
        assert [await one.erase_person(transaction, "app_1") for one in ERASERS] == [2, 1, 1, 1, 1]
        assert [await one.count(transaction) for one in ERASERS] == [2, 1, 1, 1, 1]


async def test_all_rows_are_deleted_in_batches(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await fill(transaction)
        assert [await ERASERS[0].erase(transaction, limit=3) for _ in range(3)] == [3, 1, 0]
        assert [await one.erase(transaction, limit=5) for one in ERASERS[1:]] == [2, 2, 2, 2]
