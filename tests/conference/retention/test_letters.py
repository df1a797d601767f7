"""Letters to applicants are deleted with their files; those to staff stay."""

from conference.clock import ManualClock
from conference.mail.tables import letters
from conference.retention.letters import ERASERS
from conference.storage.transactions import Transactions
from tests.support.marked_rows import add_marked_rows


async def test_letters_to_staff_stay(transactions: Transactions, clock: ManualClock) -> None:
    await add_marked_rows(transactions, ERASERS, count=2, at=clock.now())
    async with transactions.write() as transaction:
        changed = letters.update().where(letters.c.id == "1letters").values(about="stf_1")
        await transaction.connection.execute(changed)
        assert [await eraser.count(transaction) for eraser in ERASERS] == [1, 1]
