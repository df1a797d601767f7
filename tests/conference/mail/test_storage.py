"""The outbox in the database."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from conference.bus import Bus
from conference.clock import ManualClock
from conference.errors import InvalidError
from conference.ids import SequentialIds
from conference.mail.letters import Attachment
from conference.mail.storage import LetterDue, SqlOutbox
from conference.mail.tables import letter_files, letters
from conference.storage.transactions import Transactions
from tests.support.letters import sample_letter


@pytest.fixture
def outbox(clock: ManualClock, ids: SequentialIds) -> SqlOutbox:
    return SqlOutbox(clock, ids)


async def test_letter_is_added_with_its_files(
    transactions: Transactions, outbox: SqlOutbox, bus: Bus, clock: ManualClock
) -> None:
    added = list[LetterDue]()

    async def note(event: LetterDue) -> None:
        added.append(event)

    bus.subscribe(LetterDue, note)
    files = tuple(Attachment(file_name=name, content_type="image/png", content=b"x") for name in "ab")
    async with transactions.write() as transaction:
        letter_id = await outbox.add(transaction, sample_letter(attachments=files, name="Mai\r\nBcc: x@example.org"))
        assert added == []
    assert added == [LetterDue(str(letter_id))]
    async with transactions.read() as transaction:
        row = (await transaction.connection.execute(select(letters))).one()
        names = (await transaction.connection.scalars(select(letter_files.c.file_name))).all()
    assert (row.id, row.state, row.due_at, row.name) == (letter_id, "waiting", clock.now(), "Mai Bcc: x@example.org")
    assert names == ["a", "b"]


async def test_letter_of_one_kind_and_key_is_added_once(transactions: Transactions, outbox: SqlOutbox) -> None:
    async with transactions.write() as transaction:
        assert await outbox.add(transaction, sample_letter()) is not None
        assert await outbox.add(transaction, sample_letter(subject="again")) is None
        assert await outbox.add(transaction, sample_letter(kind="application.approved")) is not None


async def test_letter_for_later_is_due_then(transactions: Transactions, outbox: SqlOutbox, clock: ManualClock) -> None:
    later = clock.now() + timedelta(hours=3)
    async with transactions.write() as transaction:
        await outbox.add(transaction, sample_letter(not_before=later))
        assert await transaction.connection.scalar(select(letters.c.due_at)) == later


async def test_letter_of_a_rolled_back_transaction_is_not_added(transactions: Transactions, outbox: SqlOutbox) -> None:
    with pytest.raises(InvalidError, match=r"mail\.subject"):
        async with transactions.write() as transaction:
            await outbox.add(transaction, sample_letter())
            await outbox.add(transaction, sample_letter(about="app_2", subject="a\nb"))
    async with transactions.read() as transaction:
        assert await transaction.connection.scalar(select(letters.c.id)) is None
