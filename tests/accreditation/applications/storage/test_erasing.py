"""Contact data of applications are deleted with the words by which they are found; unused outlets too."""

from pathlib import Path

from sqlalchemy import select

from accreditation.applications.storage.erasing import APPLICATION_ERASERS, CONTACT_ERASERS, PHOTO_ERASERS
from accreditation.applications.storage.tables import applications
from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.storage.transactions import Transactions
from tests.support.badge_office import make_office
from tests.support.each_database import database

__all__ = ["database"]


async def test_contact_data_are_deleted_and_names_are_still_found(
    transactions: Transactions, clock: ManualClock, tmp_path: Path
) -> None:
    office = await make_office(transactions, clock, RandomIds(), tmp_path)
    await office.apply("app_1")
    contacts = CONTACT_ERASERS[-1]
    async with transactions.write() as transaction:
        assert [await contacts.erase(transaction, limit=5) for _ in range(2)] == [1, 0]
        row = (await transaction.connection.execute(select(applications))).one()
    assert (row.email, row.email_key, row.phone) == ("", "", "")
    assert "example" not in row.search_words
    assert "hoa" in row.search_words


async def test_application_is_deleted_after_what_belongs_to_it(
    transactions: Transactions, clock: ManualClock, tmp_path: Path
) -> None:
    office = await make_office(transactions, clock, RandomIds(), tmp_path)
    await office.applicant_of("app_1", "Ada Byron", outlet="Own Blog")
    await office.applicant_of("app_2", "Bo Li", outlet="Own Blog")
    erasers = (*CONTACT_ERASERS, *PHOTO_ERASERS, *APPLICATION_ERASERS)
    async with transactions.write() as transaction:
        first = {eraser.name: await eraser.erase_person(transaction, "app_1") for eraser in erasers}
        outlets = [eraser for eraser in APPLICATION_ERASERS if eraser.name.startswith("outlet")]
        assert [await eraser.count(transaction) for eraser in outlets] == [0, 0]
        for eraser in erasers:
            await eraser.erase_person(transaction, "app_2")
        assert [await eraser.count(transaction) for eraser in outlets] == [1, 1]
    assert (first["photos"], first["applications"]) == (1, 1)
