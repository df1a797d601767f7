"""The outbox of webhooks: messages are written in the transaction of their event."""

import pytest
from sqlalchemy import func, select

from conference.webhooks.tables import webhook_deliveries
from tests.conference.webhooks.conftest import Done, Office


async def count(office: Office) -> int:
    async with office.transactions.read() as transaction:
        return int(await transaction.connection.scalar(select(func.count()).select_from(webhook_deliveries)) or 0)


@pytest.mark.usefixtures("each_database")
async def test_message_goes_to_each_webhook_of_its_kind(office: Office) -> None:
    await office.add("thing.done")
    await office.add("thing.done", "thing.ended")
    await office.add("thing.ended")
    await office.tell()
    assert await count(office) == 2


async def test_message_of_a_failed_transaction_is_not_written(office: Office) -> None:
    await office.add()
    with pytest.raises(LookupError):
        async with office.transactions.write() as transaction:
            transaction.emit(Done("thing_1"))
            raise LookupError
    assert await count(office) == 0


async def test_other_events_write_no_message(office: Office) -> None:
    await office.add()
    async with office.transactions.write() as transaction:
        transaction.emit(object())
    assert await count(office) == 0
