"""Photos as blobs, on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest

from accreditation.applications.domain.photos import StoredPhoto
from accreditation.applications.storage.photos import SqlPhotos
from conference.errors import NotFoundError
from conference.storage.transactions import Units
from rostrum.parts.stores import application_store
from tests.support.application_samples import NOON, application, photo

STORE = SqlPhotos()
LATER = NOON + timedelta(hours=1)


async def draft(units: Units, photo_id: str, shade: int = 120, secret_hash: str = "h") -> None:
    async with units.write() as unit:
        await STORE.add_draft(unit, photo_id, photo(shade), secret_hash=secret_hash, expires_at=LATER)


async def test_photo_comes_back_to_the_byte(units: Units) -> None:
    await draft(units, "photo_1")
    async with units.read() as unit:
        assert await STORE.read(unit, "photo_1") == photo().jpeg
        assert await STORE.read(unit, "photo_1", thumbnail=True) == photo().thumbnail
        assert await STORE.find(unit, "photo_1") == StoredPhoto("photo_1", None, photo().sha256)
        with pytest.raises(NotFoundError):
            await STORE.read(unit, "photo_2")


async def test_later_photo_of_a_form_replaces_the_earlier(units: Units) -> None:
    await draft(units, "photo_1", 100)
    await draft(units, "photo_2", 140)
    async with units.read() as unit:
        assert await STORE.find_draft(unit, "h", now=NOON) == StoredPhoto("photo_2", None, photo(140).sha256)
        assert await STORE.find(unit, "photo_1") is None


async def test_photo_of_an_abandoned_form_expires_and_is_purged(units: Units) -> None:
    await draft(units, "photo_1")
    async with units.write() as unit:
        assert await STORE.find_draft(unit, "h", now=LATER) is None
        assert await STORE.purge_drafts(unit, now=NOON) == 0
        assert await STORE.purge_drafts(unit, now=LATER) == 1
        assert await STORE.find(unit, "photo_1") is None


async def test_attached_photo_replaces_the_application_s_and_never_expires(units: Units) -> None:
    async with units.write() as unit:
        await application_store().add(unit, application())
        await STORE.add(unit, "photo_1", photo(100), application_id="app_1")
    await draft(units, "photo_2", 140)
    async with units.write() as unit:
        await STORE.attach(unit, "photo_2", "app_1")
        assert await STORE.purge_drafts(unit, now=LATER) == 0
        assert await STORE.find(unit, "photo_1") is None
        assert await STORE.find(unit, "photo_2") == StoredPhoto("photo_2", "app_1", photo(140).sha256)
        with pytest.raises(NotFoundError):
            await STORE.attach(unit, "photo_9", "app_1")
