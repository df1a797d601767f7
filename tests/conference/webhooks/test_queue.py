"""The queue of the worker of webhooks."""

import pytest

from conference.webhooks import queue
from conference.webhooks.domain import DeliveryState
from conference.webhooks.queue import MAX_ANSWER, AttemptResult
from conference.webhooks.worker import HELD_FOR
from tests.conference.webhooks.conftest import Office


@pytest.mark.usefixtures("each_database")
async def test_held_message_is_recorded_by_its_holder_alone(office: Office) -> None:
    await office.add()
    await office.tell()
    now = office.clock.now()
    result = AttemptResult(state=DeliveryState.SENT, answer="x" * 999, at=now, due_at=now)
    async with office.transactions.write() as transaction:
        until = now + HELD_FOR
        [held] = await queue.claim_deliveries(transaction, "one", now=now, until=until, most=9)
        assert await queue.claim_deliveries(transaction, "two", now=now, until=until, most=9) == []
        assert not await queue.has_due(transaction, now)
        assert not await queue.record_attempt(transaction, held.id, "two", result)
        await queue.release_deliveries(transaction, "one")
        assert await queue.has_due(transaction, now)
        [held] = await queue.claim_deliveries(transaction, "two", now=now, until=until, most=9)
        assert await queue.record_attempt(transaction, held.id, "two", result)
        assert await queue.delete_ended(transaction, now + HELD_FOR) == 1
    assert MAX_ANSWER == 200
