"""Store of photos on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest

from accreditation.applications.domain.photos import StoredPhoto
from accreditation.applications.storage.photos import SqlPhotos
from conference.errors import NotFoundError
from conference.storage.transactions import Transactions
from rostrum.parts.stores import application_store
from tests.support.application_samples import NOON, application, photo

STORE = SqlPhotos()
LATER = NOON + timedelta(hours=1)


async def add_draft_photo(transactions: Transactions, photo_id: str, shade: int = 120, secret_hash: str = "h") -> None:
    async with transactions.write() as transaction:
        await STORE.add_draft(transaction, photo_id, photo(shade), secret_hash=secret_hash, expires_at=LATER)


async def test_photo_is_loaded_unchanged(transactions: Transactions) -> None:
    await add_draft_photo(transactions, "photo_1")
    async with transactions.read() as transaction:
        assert await STORE.get_content(transaction, "photo_1") == photo().jpeg
        assert await STORE.get_content(transaction, "photo_1", thumbnail=True) == photo().thumbnail
        assert await STORE.find(transaction, "photo_1") == StoredPhoto("photo_1", None, photo().sha256)
        with pytest.raises(NotFoundError):
            await STORE.get_content(transaction, "photo_2")


async def test_new_draft_photo_replaces_the_earlier_one(transactions: Transactions) -> None:
    await add_draft_photo(transactions, "photo_1", 100)
    await add_draft_photo(transactions, "photo_2", 140)
    async with transactions.read() as transaction:
        assert await STORE.find_draft(transaction, "h", now=NOON) == StoredPhoto("photo_2", None, photo(140).sha256)
        assert await STORE.find(transaction, "photo_1") is None


async def test_expired_draft_photo_is_purged(transactions: Transactions) -> None:
    await add_draft_photo(transactions, "photo_1")
    async with transactions.write() as transaction:
        assert await STORE.find_draft(transaction, "h", now=LATER) is None
        assert await STORE.purge_drafts(transaction, now=NOON) == 0
        assert await STORE.purge_drafts(transaction, now=LATER) == 1
        assert await STORE.find(transaction, "photo_1") is None


async def test_attached_photo_never_expires_and_keeps_the_earlier(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await application_store().add(transaction, application())
        await STORE.add(transaction, "photo_1", photo(100), application_id="app_1")
    await add_draft_photo(transactions, "photo_2", 140)
    async with transactions.write() as transaction:
        await STORE.attach(transaction, "photo_2", "app_1")
        assert await STORE.purge_drafts(transaction, now=LATER) == 0
        replaced = StoredPhoto("photo_1", "app_1", photo(100).sha256, is_replaced=True)
        assert await STORE.find(transaction, "photo_1") == replaced
        assert await STORE.get_content(transaction, "photo_1", thumbnail=True) == photo(100).thumbnail
        assert await STORE.find(transaction, "photo_2") == StoredPhoto("photo_2", "app_1", photo(140).sha256)
        with pytest.raises(NotFoundError):
            await STORE.attach(transaction, "photo_9", "app_1")
