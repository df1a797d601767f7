"""Store of documents and their sealed pictures."""

from dataclasses import replace

from accreditation.documents.domain.pictures import StoredPage
from accreditation.documents.storage.documents import SqlDocuments
from conference.storage.transactions import Transactions
from tests.support.application_samples import NOON
from tests.support.document_samples import document

STORE = SqlDocuments()
PAGES = [StoredPage(1, 600, 800, b"one"), StoredPage(2, 800, 600, b"two")]


async def add(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await STORE.add(transaction, document(), PAGES)
        await STORE.add(transaction, replace(document("document_2"), handed_in_at=NOON.replace(hour=4)), PAGES[:1])


async def test_documents_are_found_with_their_pictures(transactions: Transactions) -> None:
    await add(transactions)
    async with transactions.read() as transaction:
        assert [one.id for one in await STORE.list_of(transaction, "app_1")] == ["document_2", "document_1"]
        assert await STORE.list_of(transaction, "app_2") == []
        assert await STORE.find(transaction, "document_1") == document()
        assert await STORE.find(transaction, "document_3") is None
        assert await STORE.find_page(transaction, "document_1", 2) == PAGES[1]
        assert await STORE.find_page(transaction, "document_1", 3) is None
        assert await STORE.list_pages(transaction, "document_1") == [(600, 800), (800, 600)]


async def test_first_look_is_noted(transactions: Transactions) -> None:
    await add(transactions)
    async with transactions.write() as transaction:
        await STORE.mark_seen(transaction, "document_1", at=NOON)
        await STORE.mark_seen(transaction, "document_1", at=NOON.replace(hour=9))
        found = await STORE.find(transaction, "document_1")
    assert found is not None
    assert found.seen_at == NOON


async def test_pictures_are_deleted_with_their_document(transactions: Transactions) -> None:
    await add(transactions)
    async with transactions.write() as transaction:
        await STORE.delete(transaction, ["document_1"])
        await STORE.delete(transaction, [])
        assert [one.id for one in await STORE.list_of(transaction, "app_1")] == ["document_2"]
        assert await STORE.list_pages(transaction, "document_1") == []
