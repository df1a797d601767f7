"""Acts of administrators on webhooks."""

import pytest
from sqlalchemy import select

from conference.errors import InvalidError, NotFoundError, RuleError
from conference.storage.audit import audit_log
from conference.webhooks.acts import (
    MAX_WEBHOOKS,
    NewWebhook,
    add_webhook,
    delete_webhook,
    list_webhooks,
    renew_secret,
    secret_of,
    send_again,
    turn_webhook,
)
from tests.conference.webhooks.conftest import Office


async def test_all_invalid_fields_of_a_webhook_are_named(office: Office) -> None:
    with pytest.raises(InvalidError) as caught:
        await add_webhook(office.services, NewWebhook("\0", "http://a", frozenset({"x"})), by="staff_1")
    assert set(caught.value.fields) == {"name", "url", "kinds"}


@pytest.mark.usefixtures("each_database")
async def test_acts_are_in_the_audit_log(office: Office) -> None:
    webhook = await office.add()
    await office.tell()
    renewed = await renew_secret(office.services, webhook.id, by="staff_1")
    assert secret_of(office.services, renewed) != secret_of(office.services, webhook)
    await turn_webhook(office.services, webhook.id, is_on=False, by="staff_1")
    await turn_webhook(office.services, webhook.id, is_on=False, by="staff_1")
    await turn_webhook(office.services, webhook.id, is_on=True, by="staff_1")
    await delete_webhook(office.services, webhook.id, by="staff_1")
    assert await list_webhooks(office.services) == []
    async with office.transactions.read() as transaction:
        log = audit_log.c
        actions = list(await transaction.connection.scalars(select(log.action).order_by(log.seq)))
    words = ("created", "renewed", "stopped", "resumed", "deleted")
    assert actions == [f"conference:webhook:{word}" for word in words]


async def test_unknown_webhooks_and_waiting_messages_are_refused(office: Office) -> None:
    webhook = await office.add()
    for act in (delete_webhook, renew_secret):
        with pytest.raises(NotFoundError):
            await act(office.services, "wh_x", by="staff_1")
    with pytest.raises(RuleError, match=r"webhook\.not_ended"):
        await send_again(office.services, webhook.id, "msg_x", by="staff_1")


async def test_number_of_webhooks_is_bounded(office: Office) -> None:
    for _ in range(MAX_WEBHOOKS):
        await office.add()
    with pytest.raises(RuleError, match=r"webhook\.too_many"):
        await office.add()
