"""Uploads in pieces: two requests at the same time, purging."""

import asyncio
from datetime import timedelta

import pytest

from accreditation.documents.actions.uploading import (
    add_piece,
    end_upload,
    find_upload,
    purge_uploads,
    start_upload,
)
from accreditation.documents.domain.uploads import UPLOAD_LIFE
from accreditation.documents.services import DocumentServices
from conference.clock import ManualClock
from conference.errors import ConflictError, NotFoundError
from conference.storage.engine import Database
from tests.support.application_samples import SECRET


async def test_of_two_requests_one_stores_its_bytes(services: DocumentServices, each_database: Database) -> None:
    upload = await start_upload(services, secret=SECRET, kind="letter", size=100)
    outcomes = await asyncio.gather(*(add_piece(services, upload, bytes(60)) for _ in range(2)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["ConflictError", "Upload"]
    assert (await find_upload(services, upload.id, secret=SECRET)).received == 60
    with pytest.raises(ConflictError):
        await add_piece(services, upload, bytes(10))


async def test_each_piece_extends_the_life_of_an_upload(services: DocumentServices, clock: ManualClock) -> None:
    upload = await start_upload(services, secret=SECRET, kind="letter", size=100)
    clock.advance((UPLOAD_LIFE - timedelta(minutes=1)).total_seconds())
    upload = await add_piece(services, upload, bytes(10))
    clock.advance((UPLOAD_LIFE - timedelta(minutes=1)).total_seconds())
    async with services.transactions.write() as transaction:
        assert await purge_uploads(services, transaction) == 0
    clock.advance(120)
    async with services.transactions.write() as transaction:
        assert await purge_uploads(services, transaction) == 1
    with pytest.raises(NotFoundError):
        await end_upload(services, upload.id, secret=SECRET)


async def test_unknown_link_begins_no_upload(services: DocumentServices) -> None:
    with pytest.raises(NotFoundError):
        await start_upload(services, secret="B" * 32, kind="letter", size=100)
