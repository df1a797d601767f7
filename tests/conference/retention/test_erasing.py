"""Rows are deleted in batches, or their values are, of everyone or of one application."""

from conference.clock import ManualClock
from conference.mail.tables import letters
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser
from conference.retention.letters import ERASERS
from conference.storage.transactions import Transactions
from tests.support.each_database import database
from tests.support.marked_rows import add_marked_rows

__all__ = ["database"]


async def test_rows_are_deleted_in_batches(transactions: Transactions, clock: ManualClock) -> None:
    await add_marked_rows(transactions, ERASERS, count=5, at=clock.now())
    files = ERASERS[0]
    async with transactions.write() as transaction:
        assert await files.count(transaction) == 5
        assert [await files.erase(transaction, limit=2) for _ in range(4)] == [2, 2, 1, 0]
        assert await files.count(transaction) == 0


async def test_values_are_deleted_and_the_rows_stay(transactions: Transactions, clock: ManualClock) -> None:
    await add_marked_rows(transactions, ERASERS, count=3, at=clock.now())
    names = RowEraser(
        name="names",
        classes=frozenset({DataClass.CONTACTS}),
        table=letters,
        chosen=letters.c.name != "",
        values={"name": ""},
    )
    async with transactions.write() as transaction:
        assert [await names.erase(transaction, limit=2) for _ in range(3)] == [2, 1, 0]
        assert await ERASERS[1].count(transaction) == 3


async def test_rows_of_one_application_are_deleted(transactions: Transactions, clock: ManualClock) -> None:
    await add_marked_rows(transactions, ERASERS, count=3, at=clock.now())
    async with transactions.write() as transaction:
        changed = letters.update().where(letters.c.id == "2letters").values(about="app_2")
        await transaction.connection.execute(changed)
        assert [await eraser.erase_person(transaction, "app_2") for eraser in ERASERS] == [1, 1]
        assert [await eraser.count(transaction) for eraser in ERASERS] == [2, 2]
