"""Acts of administrators on webhooks."""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import Struct

from conference.audit import AuditEntry
from conference.clock import Clock
from conference.errors import InvalidError, NotFoundError, RuleError
from conference.ids import Ids
from conference.storage.transactions import Transactions
from conference.texts.typed_text import read_line
from conference.transactions import Transaction
from conference.webhooks import rows
from conference.webhooks.domain import MAX_NAME, Stop, Webhook, check_url, derive_secret, secret_text
from conference.webhooks.outbox import DeliveryDue
from conference.webhooks.rows import DeliveryRow

MAX_WEBHOOKS = 20


class WebhookServices(Struct, frozen=True, kw_only=True):
    """What the acts need. `kinds` are those of all events; secrets are derived from `site_key`."""

    transactions: Transactions
    clock: Clock
    ids: Ids
    kinds: Sequence[str]
    site_key: bytes
    allows_private: bool = False


class NewWebhook(Struct, frozen=True):
    """Input for a webhook."""

    name: str
    url: str
    kinds: frozenset[str]


class WebhookDetails(Struct, frozen=True):
    """A webhook with a page of its messages, the newest first, and their number."""

    webhook: Webhook
    deliveries: Sequence[DeliveryRow]
    total: int


async def add_webhook(services: WebhookServices, new: NewWebhook, *, by: str) -> Webhook:
    """Add a webhook. Raises InvalidError by field, RuleError `webhook.too_many`."""
    now = services.clock.now()
    webhook = replace(_check_input(services, new), id=services.ids.new("wh"), created_at=now)
    async with services.transactions.write() as transaction:
        if len(await rows.list_webhook_rows(transaction)) >= MAX_WEBHOOKS:
            raise RuleError("webhook.too_many")
        await rows.add_webhook_row(transaction, webhook)
        details = {"kinds": sorted(webhook.kinds), "url": webhook.url}
        await transaction.record(AuditEntry("conference:webhook:created", by, webhook.id, now, details))
    return webhook


def _check_input(services: WebhookServices, new: NewWebhook) -> Webhook:
    """Return a webhook without id. Raises InvalidError with every invalid field."""
    fields: dict[str, str] = {}
    name, problem = read_line(new.name)
    if problem or not 0 < len(name) <= MAX_NAME:
        fields["name"] = "webhook.name_unfit"
    url = ""
    try:
        url = check_url(new.url, allows_private=services.allows_private)
    except InvalidError as error:
        fields |= error.fields
    if not new.kinds or not new.kinds <= set(services.kinds):
        fields["kinds"] = "webhook.kinds_missing"
    if fields:
        raise InvalidError(next(iter(fields.values())), fields, most=MAX_NAME, start="https://")
    return Webhook(id="", name=name, url=url, kinds=new.kinds, created_at=services.clock.now())


def secret_of(services: WebhookServices, webhook: Webhook) -> str:
    """Return the secret with which the receiver checks the signatures."""
    return secret_text(derive_secret(services.site_key, webhook))


async def list_webhooks(services: WebhookServices) -> Sequence[Webhook]:
    """Return all webhooks, by name."""
    async with services.transactions.read() as transaction:
        return await rows.list_webhook_rows(transaction)


async def read_webhook(services: WebhookServices, webhook_id: str, *, offset: int, limit: int) -> WebhookDetails:
    """Return a webhook with a page of its messages. Raises NotFoundError `webhook.unknown`."""
    async with services.transactions.read() as transaction:
        webhook = await _get_webhook(transaction, webhook_id)
        listed, total = await rows.list_delivery_rows(transaction, webhook_id, offset=offset, limit=limit)
    return WebhookDetails(webhook, listed, total)


async def renew_secret(services: WebhookServices, webhook_id: str, *, by: str) -> Webhook:
    """Replace the secret of a webhook; messages are signed with the new one at once. Raises NotFoundError."""
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        webhook = await _get_webhook(transaction, webhook_id)
        renewed = replace(webhook, generation=webhook.generation + 1)
        await rows.save_generation(transaction, webhook_id, renewed.generation)
        await transaction.record(AuditEntry("conference:webhook:renewed", by, webhook_id, now))
    return renewed


async def turn_webhook(services: WebhookServices, webhook_id: str, *, is_on: bool, by: str) -> None:
    """Turn a webhook on or off. While it is off, nothing is added and nothing is sent. Raises NotFoundError."""
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        await _get_webhook(transaction, webhook_id)
        if await rows.save_stop(transaction, webhook_id, None if is_on else Stop.PERSON):
            action = "conference:webhook:resumed" if is_on else "conference:webhook:stopped"
            await transaction.record(AuditEntry(action, by, webhook_id, now))
        transaction.emit(DeliveryDue())


async def delete_webhook(services: WebhookServices, webhook_id: str, *, by: str) -> None:
    """Delete a webhook with its messages. Raises NotFoundError."""
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        if not await rows.delete_webhook_row(transaction, webhook_id):
            raise NotFoundError("webhook.unknown")
        await transaction.record(AuditEntry("conference:webhook:deleted", by, webhook_id, now))


async def send_again(services: WebhookServices, webhook_id: str, delivery_id: str, *, by: str) -> None:
    """Send a message again, under the same id. Raises NotFoundError, RuleError `webhook.not_ended` while it waits."""
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        await _get_webhook(transaction, webhook_id)
        if not await rows.send_row_again(transaction, webhook_id, delivery_id, now):
            raise RuleError("webhook.not_ended")
        details = {"message": delivery_id}
        await transaction.record(AuditEntry("conference:webhook:sent_again", by, webhook_id, now, details))
        transaction.emit(DeliveryDue())


async def _get_webhook(transaction: Transaction, webhook_id: str) -> Webhook:
    webhook = await rows.find_webhook_row(transaction, webhook_id)
    if webhook is None:
        raise NotFoundError("webhook.unknown")
    return webhook
