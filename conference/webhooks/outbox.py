"""Outbox of webhooks: a message to each of them is written in the transaction of what it is about."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from sqlalchemy import insert

from conference.clock import Clock
from conference.ids import Ids
from conference.storage.transactions import Transaction
from conference.webhooks.domain import DeliveryState, Webhook, WebhookEvent
from conference.webhooks.rows import list_webhook_rows
from conference.webhooks.tables import webhook_deliveries

Translate = Callable[[object], WebhookEvent | None]
"""Returns what webhooks are told of an event of the bus, None for nothing."""


class DeliveryDue(Struct, frozen=True):
    """Messages wait to be sent."""


class WebhookOutbox(Struct, frozen=True):
    """Writes the messages about the events of a transaction, before it is committed."""

    translate: Translate
    clock: Clock
    ids: Ids

    async def add_messages(self, transaction: Transaction) -> None:
        """Add the messages about the events that the transaction has emitted. Without any, nothing is read."""
        told = [event for event in map(self.translate, transaction.events) if event is not None]
        if not told:
            return
        hooks = [hook for hook in await list_webhook_rows(transaction) if hook.stop is None]
        rows = list(self._make_rows(hooks, told))
        if rows:
            await transaction.connection.execute(insert(webhook_deliveries), rows)
            transaction.emit(DeliveryDue())

    def _make_rows(self, hooks: Sequence[Webhook], told: Iterable[WebhookEvent]) -> Iterable[dict[str, object]]:
        now = self.clock.now()
        for event in told:
            for hook in hooks:
                if event.kind in hook.kinds:
                    yield {
                        "id": self.ids.new("msg"),
                        "webhook_id": hook.id,
                        "kind": event.kind,
                        "body": event.to_json(),
                        "state": DeliveryState.WAITING.value,
                        "created_at": now,
                        "due_at": now,
                    }
