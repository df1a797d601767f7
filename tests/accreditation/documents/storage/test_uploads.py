"""Store of unfinished uploads."""

from dataclasses import replace
from datetime import timedelta

from accreditation.documents.domain.uploads import Piece, Upload
from accreditation.documents.storage.uploads import SqlUploads
from conference.storage.transactions import Transactions
from tests.support.application_samples import NOON

STORE = SqlUploads()
LATER = NOON + timedelta(hours=24)
UPLOAD = Upload(id="upload_1", application_id="app_1", kind="letter", size=100, received=0, expires_at=LATER)


async def test_pieces_are_added_and_read_in_order(transactions: Transactions) -> None:
    longer = replace(UPLOAD, received=100, expires_at=LATER + timedelta(hours=1))
    async with transactions.write() as transaction:
        await STORE.add(transaction, UPLOAD)
        await STORE.add_piece(transaction, replace(UPLOAD, received=60), Piece(0, b"first"))
        await STORE.add_piece(transaction, longer, Piece(60, b"second"))
    async with transactions.read() as transaction:
        assert await STORE.list_pieces(transaction, "upload_1") == [Piece(0, b"first"), Piece(60, b"second")]
        assert await STORE.list_of(transaction, "app_1", now=NOON) == [longer]


async def test_upload_is_found_for_its_application_until_it_expires(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await STORE.add(transaction, UPLOAD)
        assert await STORE.find(transaction, "upload_1", application_id="app_1", now=NOON, lock=True) == UPLOAD
        assert await STORE.find(transaction, "upload_1", application_id="app_2", now=NOON) is None
        assert await STORE.find(transaction, "upload_1", application_id="app_1", now=LATER) is None
        assert await STORE.list_of(transaction, "app_1", now=LATER) == []


async def test_expired_uploads_are_purged_with_their_pieces(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await STORE.add(transaction, UPLOAD)
        await STORE.add(transaction, replace(UPLOAD, id="upload_2", expires_at=LATER + timedelta(hours=1)))
        await STORE.add_piece(transaction, replace(UPLOAD, received=5), Piece(0, b"first"))
        assert await STORE.purge(transaction, now=LATER) == 1
        assert await STORE.list_pieces(transaction, "upload_1") == []
        await STORE.delete(transaction, "upload_2")
        assert await STORE.list_of(transaction, "app_1", now=NOON) == []
