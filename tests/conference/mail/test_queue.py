"""Letters that a process holds."""

from datetime import timedelta

from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.mail.outcomes import Outcome, Reason
from conference.mail.queue import SqlQueue
from conference.mail.states import LetterState
from conference.mail.storage import SqlOutbox
from conference.storage.transactions import Transactions
from tests.support.letters import sample_letter

QUEUE = SqlQueue()
SENT = Outcome(LetterState.SENT, Reason.ACCEPTED)


async def test_letter_has_one_holder_until_its_time_is_over(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    now, later = clock.now(), clock.now() + timedelta(minutes=10)
    async with transactions.write() as transaction:
        letter_id = str(await SqlOutbox(clock, ids).add(transaction, sample_letter()))
        (letter,) = await QUEUE.claim(transaction, "one", now=now, until=later, most=9)
        assert letter.id == letter_id
        assert await QUEUE.claim(transaction, "two", now=now, until=later, most=9) == ()
        assert len(await QUEUE.claim(transaction, "two", now=later, until=later + timedelta(minutes=1), most=9)) == 1
        assert not await QUEUE.begin_sending(transaction, letter_id, "one", now=later, until=later)
        assert not await QUEUE.record(transaction, letter_id, "one", outcome=SENT, now=later, due_at=later)
        assert await QUEUE.begin_sending(transaction, letter_id, "two", now=later, until=later)
        assert not await QUEUE.begin_sending(transaction, letter_id, "two", now=later, until=later)


async def test_late_answer_replaces_an_unclear_outcome(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    """Another node found the letter interrupted, but its process was only slow."""
    now = clock.now()
    async with transactions.write() as transaction:
        letter_id = str(await SqlOutbox(clock, ids).add(transaction, sample_letter()))
        await QUEUE.claim(transaction, "one", now=now, until=now, most=9)
        await QUEUE.begin_sending(transaction, letter_id, "one", now=now, until=now)
        assert await QUEUE.has_interrupted(transaction, now)
        assert await QUEUE.settle_interrupted(transaction, now) == 1
        assert await QUEUE.record(transaction, letter_id, "one", outcome=SENT, now=now, due_at=now)
        assert not await QUEUE.record(transaction, letter_id, "one", outcome=SENT, now=now, due_at=now)


async def test_released_letter_is_due_at_once(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    now, later = clock.now(), clock.now() + timedelta(minutes=10)
    async with transactions.write() as transaction:
        await SqlOutbox(clock, ids).add(transaction, sample_letter())
        await QUEUE.claim(transaction, "one", now=now, until=later, most=9)
        assert not await QUEUE.has_due(transaction, now)
        await QUEUE.release(transaction, ["one"])
        assert await QUEUE.has_due(transaction, now)
