"""The worker of webhooks: messages arrive at least once, signed, under one id; failures are tried again, then end."""

import json

import pytest
from sqlalchemy import select, update

from conference.storage.audit import audit_log
from conference.webhooks.acts import read_webhook, secret_of, send_again, turn_webhook
from conference.webhooks.domain import BACKOFF, DeliveryState, Stop, derive_secret, signed_headers
from conference.webhooks.sender import Attempt
from conference.webhooks.tables import webhook_deliveries
from conference.webhooks.worker import HELD_FOR, KEPT_FOR
from tests.conference.webhooks.conftest import SITE_KEY, Office

pytestmark = pytest.mark.usefixtures("each_database")
REFUSAL = Attempt(500, "500 Internal Server Error")


async def states(office: Office, webhook_id: str) -> list[DeliveryState]:
    details = await read_webhook(office.services, webhook_id, offset=0, limit=50)
    return [one.state for one in details.deliveries]


async def test_message_is_sent_signed(office: Office) -> None:
    webhook = await office.add()
    await office.tell("thing_7")
    await office.worker().send_due()
    [(url, body, headers)] = office.receiver.received
    assert url == webhook.url
    assert json.loads(body) == {
        "type": "thing.done",
        "timestamp": office.clock.now().isoformat(),
        "data": {"thing": "thing_7"},
    }
    key = derive_secret(SITE_KEY, webhook)
    assert headers == signed_headers(key, headers["webhook-id"], body, office.clock.now())
    assert secret_of(office.services, webhook).startswith("whsec_")
    assert await states(office, webhook.id) == [DeliveryState.SENT]


async def test_failed_message_is_tried_again_under_its_id(office: Office) -> None:
    webhook = await office.add()
    await office.tell()
    office.receiver.answers = [REFUSAL, Attempt(None, "timeout")]
    for _ in range(3):
        await office.worker().send_due()  # each time that of another process
        office.clock.advance(BACKOFF.first.total_seconds() * 2)
    assert len({headers["webhook-id"] for *_, headers in office.receiver.received}) == 1
    assert len(office.receiver.received) == 3
    assert await states(office, webhook.id) == [DeliveryState.SENT]


async def test_webhook_is_turned_off_after_a_day_of_failures(office: Office) -> None:
    webhook = await office.add()
    await office.tell()
    office.receiver.answers = [REFUSAL, REFUSAL]
    await office.worker().send_due()
    office.clock.advance(BACKOFF.give_up_after.total_seconds())
    await office.worker().send_due()
    await office.tell()
    details = await read_webhook(office.services, webhook.id, offset=0, limit=50)
    assert details.webhook.stop is Stop.FAILURES
    assert [one.state for one in details.deliveries] == [DeliveryState.FAILED]
    async with office.transactions.read() as transaction:
        actions = list(await transaction.connection.scalars(select(audit_log.c.action)))
    assert "conference:webhook:stopped" in actions


async def test_receiver_that_is_gone_is_asked_no_more(office: Office) -> None:
    webhook = await office.add()
    await office.tell()
    office.receiver.answers = [Attempt(410, "410 Gone")]
    await office.worker().send_due()
    details = await read_webhook(office.services, webhook.id, offset=0, limit=50)
    assert (details.webhook.stop, details.deliveries[0].answer) == (Stop.FAILURES, "410 Gone")


async def test_message_of_an_ended_process_is_sent_by_another(office: Office) -> None:
    webhook = await office.add()
    await office.tell()
    until = office.clock.now() + HELD_FOR
    async with office.transactions.write() as transaction:
        held = update(webhook_deliveries).values(holder="ended", held_until=until)
        await transaction.connection.execute(held)
    await office.worker().send_due()
    assert office.receiver.received == []
    office.clock.advance(HELD_FOR.total_seconds())
    await office.worker().send_due()
    assert await states(office, webhook.id) == [DeliveryState.SENT]


async def test_messages_wait_while_their_webhook_is_off(office: Office) -> None:
    webhook = await office.add()
    await office.tell()
    await turn_webhook(office.services, webhook.id, is_on=False, by="staff_1")
    await office.tell("lost")
    await office.worker().send_due()
    assert office.receiver.received == []
    await turn_webhook(office.services, webhook.id, is_on=True, by="staff_1")
    await office.worker().send_due()
    assert len(office.receiver.received) == 1


async def test_message_is_sent_again_by_hand(office: Office) -> None:
    webhook = await office.add()
    await office.tell()
    await office.worker().send_due()
    [sent] = (await read_webhook(office.services, webhook.id, offset=0, limit=9)).deliveries
    await send_again(office.services, webhook.id, sent.id, by="staff_1")
    await office.worker().send_due()
    assert [headers["webhook-id"] for *_, headers in office.receiver.received] == [sent.id, sent.id]


async def test_worker_wakes_for_messages_and_deletes_old_ones(office: Office) -> None:
    webhook = await office.add()
    await office.tell()
    await office.worker().send_due()
    office.clock.advance(KEPT_FOR.total_seconds() + 1)
    worker = office.worker()
    async with worker.running():
        await worker.notify()
    await office.worker().send_due()
    async with office.worker().running():
        pass
    assert await states(office, webhook.id) in ([], [DeliveryState.SENT])
