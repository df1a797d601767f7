"""Rows of webhooks and of the messages that administrators see."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, delete, func, insert, select, update

from conference.storage.one_trip_statements import compile_select, run_at_once, takes_statements
from conference.transactions import Transaction
from conference.webhooks.domain import DeliveryState, Stop, Webhook
from conference.webhooks.tables import webhook_deliveries, webhooks

_LIST_WEBHOOKS = select(webhooks).order_by(webhooks.c.name, webhooks.c.id)


class DeliveryRow(Struct, frozen=True):
    """A message in the list of its webhook."""

    id: str
    kind: str
    state: DeliveryState
    created_at: datetime
    due_at: datetime
    attempts: int
    ended_at: datetime | None
    answer: str


async def add_webhook_row(transaction: Transaction, webhook: Webhook) -> None:
    """Add a webhook."""
    row = {
        "id": webhook.id,
        "name": webhook.name,
        "url": webhook.url,
        "kinds": sorted(webhook.kinds),
        "created_at": webhook.created_at,
        "generation": webhook.generation,
        "stop": None,
    }
    await transaction.connection.execute(insert(webhooks).values(row))


async def list_webhook_rows(transaction: Transaction) -> Sequence[Webhook]:
    """Return all webhooks, by name."""
    connection = transaction.connection
    if takes_statements(connection):
        rows: Iterable[Any] = await run_at_once(connection, compile_select(_LIST_WEBHOOKS).run)
    else:
        rows = await connection.execute(_LIST_WEBHOOKS)
    return [_row_to_webhook(row) for row in rows]


async def find_webhook_row(transaction: Transaction, webhook_id: str) -> Webhook | None:
    """Return a webhook, None for an unknown id."""
    row = (await transaction.connection.execute(select(webhooks).where(webhooks.c.id == webhook_id))).first()
    return _row_to_webhook(row) if row else None


async def save_generation(transaction: Transaction, webhook_id: str, generation: int) -> None:
    """Save which secret a webhook has."""
    change = update(webhooks).where(webhooks.c.id == webhook_id).values(generation=generation)
    await transaction.connection.execute(change)


async def save_stop(transaction: Transaction, webhook_id: str, stop: Stop | None) -> bool:
    """Turn a webhook off for a reason, or on; False if it is so already. Messages of one that is off wait no more."""
    changed = update(webhooks).where(webhooks.c.id == webhook_id, webhooks.c.stop.is_distinct_from(stop))
    return (await transaction.connection.execute(changed.values(stop=stop.value if stop else None))).rowcount == 1


async def delete_webhook_row(transaction: Transaction, webhook_id: str) -> bool:
    """Delete a webhook with its messages; False for an unknown id."""
    own = webhook_deliveries.c.webhook_id == webhook_id
    await transaction.connection.execute(delete(webhook_deliveries).where(own))
    deleted = await transaction.connection.execute(delete(webhooks).where(webhooks.c.id == webhook_id))
    return deleted.rowcount == 1


async def list_delivery_rows(
    transaction: Transaction, webhook_id: str, *, offset: int, limit: int
) -> tuple[Sequence[DeliveryRow], int]:
    """Return a page of the messages of a webhook, the newest first, and their number."""
    own = webhook_deliveries.c.webhook_id == webhook_id
    total = await transaction.connection.scalar(select(func.count()).select_from(webhook_deliveries).where(own))
    newest_first = (
        select(webhook_deliveries)
        .where(own)
        .order_by(webhook_deliveries.c.created_at.desc(), webhook_deliveries.c.id.desc())
    )
    rows = await transaction.connection.execute(newest_first.offset(offset).limit(limit))
    return [_row_to_delivery(row) for row in rows], total or 0


async def send_row_again(transaction: Transaction, webhook_id: str, delivery_id: str, at: datetime) -> bool:
    """Let a message that is not waiting be sent again; False if there is none."""
    columns = webhook_deliveries.c
    ended = (columns.id == delivery_id) & (columns.webhook_id == webhook_id) & (columns.state != DeliveryState.WAITING)
    values = {
        "state": DeliveryState.WAITING.value,
        "due_at": at,
        "tried_since": None,
        "attempts": 0,
        "ended_at": None,
        "holder": None,
        "held_until": None,
    }
    changed = update(webhook_deliveries).where(ended).values(values)
    return (await transaction.connection.execute(changed)).rowcount == 1


def _row_to_webhook(row: Row[Any]) -> Webhook:
    return Webhook(
        id=row.id,
        name=row.name,
        url=row.url,
        kinds=frozenset(row.kinds),
        created_at=row.created_at,
        generation=row.generation,
        stop=Stop(row.stop) if row.stop else None,
    )


def _row_to_delivery(row: Row[Any]) -> DeliveryRow:
    return DeliveryRow(
        row.id,
        row.kind,
        DeliveryState(row.state),
        row.created_at,
        row.due_at,
        row.attempts,
        row.ended_at,
        row.answer,
    )
