"""Batches in the database: ids and digests."""

import pytest
from sqlalchemy import delete

from accreditation.applications.domain.applications import Agency
from accreditation.applications.services import ApplicationServices
from accreditation.applications.storage.tables import applications
from accreditation.exchange.domain.batches import BatchState, end_batch
from accreditation.exchange.storage.batches import SqlBatches
from tests.support.agency_files import NOW, make_batch, make_batch_rows
from tests.support.application_samples import application
from tests.support.application_services import save_applications

B = Agency.SECURITY


@pytest.mark.usefixtures("each_database")
async def test_batch_is_stored_with_its_rows_until_it_ends(desk: ApplicationServices) -> None:
    await save_applications(desk, *(application(f"app_{n}", secret=f"s{n}") for n in (1, 2, 3)))
    store, batch, rows = SqlBatches(), make_batch(), make_batch_rows()
    async with desk.transactions.write() as transaction:
        await store.lock(transaction, B)
        assert await store.next_sequence(transaction, B) == 1
        await store.add(transaction, batch, rows)
        assert await store.next_sequence(transaction, B) == 2
        assert await store.next_sequence(transaction, Agency.ACCREDITATION) == 1
    async with desk.transactions.write() as transaction:
        assert await store.find(transaction, "batch_1") == batch
        assert await store.list_rows(transaction, batch) == rows
        assert sorted(await store.list_enclosed(transaction, B)) == ["app_1", "app_2", "app_3"]
        await transaction.connection.execute(delete(applications).where(applications.c.id == "app_2"))
        assert await store.list_rows(transaction, batch) == [rows[0], None, rows[2]]
        ended = end_batch(batch, BatchState.ANSWERED, by="staff_1", at=NOW, verdict_file="0" * 64)
        await store.save(transaction, ended)
        assert list(await store.list_newest(transaction, B, limit=5)) == [ended]
        assert list(await store.list_enclosed(transaction, B)) == []
        assert await store.find(transaction, "batch_2") is None
