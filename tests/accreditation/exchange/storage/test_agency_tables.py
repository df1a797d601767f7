"""Deletion of the rows of batches."""

from accreditation.exchange.storage.agency_tables import ERASERS
from accreditation.exchange.storage.batches import SqlBatches
from tests.support.agency_office import AgencyOffice


async def test_rows_of_a_person_are_deleted(agency: AgencyOffice) -> None:
    written = await agency.write()
    async with agency.services.applications.transactions.write() as transaction:
        assert await ERASERS[0].erase_person(transaction, "app_2") == 1
        rows = await SqlBatches().list_rows(transaction, written.batch)
    assert [row.application_id if row else None for row in rows] == ["app_1", None, "app_3"]
