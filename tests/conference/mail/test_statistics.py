"""Numbers of letters."""

from datetime import timedelta

from sqlalchemy import update

from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.mail.statistics import LetterCounts, count_letters
from conference.mail.storage import SqlOutbox
from conference.mail.tables import letters
from conference.storage.transactions import Transactions
from tests.support.letters import sample_letter


async def test_letters_are_counted_by_state_and_oldest_due_age(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    outbox, start = SqlOutbox(clock, ids), clock.now()
    async with transactions.write() as transaction:
        assert await count_letters(transaction, start) == LetterCounts({}, 0)
        for about in "abc":
            await outbox.add(transaction, sample_letter(about=about))
        await outbox.add(transaction, sample_letter(about="later", not_before=start + timedelta(hours=1)))
        await transaction.connection.execute(update(letters).where(letters.c.about == "a").values(state="refused"))
        tried = {"tried_since": start + timedelta(seconds=20), "due_at": start + timedelta(hours=9)}
        await transaction.connection.execute(update(letters).where(letters.c.about.in_(["b", "c"])).values(tried))
        counts = await count_letters(transaction, start + timedelta(seconds=60))
    assert counts == LetterCounts({"refused": 1, "waiting": 3}, 40)  # type: ignore[dict-item]
