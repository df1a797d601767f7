"""Queue of the worker in the database: messages that a process holds, and the results of attempts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, func, literal, or_, select, update

from conference.storage.types import UtcDateTime
from conference.transactions import Transaction
from conference.webhooks.domain import DeliveryState
from conference.webhooks.tables import webhook_deliveries, webhooks

_COLUMNS = webhook_deliveries.c
MAX_ANSWER = 200


class DueDelivery(Struct, frozen=True):
    """A message that a process holds."""

    id: str
    webhook_id: str
    body: str
    attempts: int
    tried_since: datetime | None


class AttemptResult(Struct, frozen=True, kw_only=True):
    """Result of an attempt: the next state, the answer, and for a waiting message when it is due."""

    state: DeliveryState
    answer: str
    at: datetime
    due_at: datetime


async def has_due(transaction: Transaction, now: datetime) -> bool:
    """Whether a message is due that no process holds."""
    return await transaction.connection.scalar(select(_COLUMNS.id).where(_is_due(now)).limit(1)) is not None


async def claim_deliveries(
    transaction: Transaction, holder: str, *, now: datetime, until: datetime, most: int
) -> Sequence[DueDelivery]:
    """Hold messages that are due, and return them, those first that have been due for longest."""
    due = select(webhook_deliveries).where(_is_due(now)).order_by(_COLUMNS.due_at, _COLUMNS.id).limit(most)
    rows = (await transaction.connection.execute(due.with_for_update(skip_locked=True))).all()
    claimed = [row.id for row in rows]
    if claimed:
        hold = update(webhook_deliveries).where(_COLUMNS.id.in_(claimed))
        await transaction.connection.execute(hold.values(holder=holder, held_until=until))
    return [DueDelivery(row.id, row.webhook_id, row.body, row.attempts, row.tried_since) for row in rows]


async def record_attempt(transaction: Transaction, delivery_id: str, holder: str, result: AttemptResult) -> bool:
    """Record an attempt, and hold the message no more; False if it is held no more."""
    values: dict[str, Any] = {
        "state": result.state.value,
        "answer": result.answer[:MAX_ANSWER],
        "attempts": _COLUMNS.attempts + 1,
        "tried_since": func.coalesce(_COLUMNS.tried_since, literal(result.at, UtcDateTime)),
        "due_at": result.due_at,
        "ended_at": None if result.state is DeliveryState.WAITING else result.at,
        "holder": None,
        "held_until": None,
    }
    held = update(webhook_deliveries).where(_COLUMNS.id == delivery_id, _COLUMNS.holder == holder)
    return (await transaction.connection.execute(held.values(values))).rowcount == 1


async def release_deliveries(transaction: Transaction, holder: str) -> None:
    """Hold no message any more."""
    held = update(webhook_deliveries).where(_COLUMNS.holder == holder)
    await transaction.connection.execute(held.values(holder=None, held_until=None))


async def delete_ended(transaction: Transaction, before: datetime) -> int:
    """Delete the messages that ended before a moment; return how many."""
    return (await transaction.connection.execute(delete(webhook_deliveries).where(_COLUMNS.ended_at < before))).rowcount


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Whether a message is due: one of a webhook that is turned off waits until it is on again."""
    is_free = or_(_COLUMNS.held_until.is_(None), _COLUMNS.held_until <= now)
    is_on = _COLUMNS.webhook_id.in_(select(webhooks.c.id).where(webhooks.c.stop.is_(None)))
    return (_COLUMNS.state == DeliveryState.WAITING.value) & (_COLUMNS.due_at <= now) & is_free & is_on
