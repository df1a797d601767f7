"""The rows of webhooks and messages."""

import pytest

from conference.webhooks.domain import Stop
from conference.webhooks.rows import find_webhook_row, list_delivery_rows, save_stop
from tests.conference.webhooks.conftest import Office


@pytest.mark.usefixtures("each_database")
async def test_messages_are_listed_newest_first_in_pages(office: Office) -> None:
    webhook = await office.add()
    for number in range(3):
        office.clock.advance(1)
        await office.tell(f"thing_{number}")
    async with office.transactions.read() as transaction:
        rows, total = await list_delivery_rows(transaction, webhook.id, offset=1, limit=2)
    assert total == 3
    assert [(office.clock.now() - row.created_at).seconds for row in rows] == [1, 2]


@pytest.mark.usefixtures("each_database")
async def test_stop_is_saved_once(office: Office) -> None:
    webhook = await office.add()
    async with office.transactions.write() as transaction:
        saved = [await save_stop(transaction, webhook.id, stop) for stop in (None, Stop.PERSON, Stop.PERSON, None)]
        assert await find_webhook_row(transaction, webhook.id) == webhook
    assert saved == [False, True, False, True]
