"""Worker that sends the messages of webhooks: each at least once, under the same id, until it is accepted or given up.

A message whose process ended is sent again by another one; receivers recognize it by its id.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog
from msgspec import Struct

from conference.audit import SYSTEM, AuditEntry
from conference.clock import Clock
from conference.ids import Ids
from conference.tasks import RepeatedTurns
from conference.transactions import Transactions
from conference.webhooks import queue
from conference.webhooks.domain import BACKOFF, DeliveryState, Stop, Webhook, derive_secret, signed_headers
from conference.webhooks.queue import AttemptResult, DueDelivery
from conference.webhooks.rows import find_webhook_row, save_stop
from conference.webhooks.sender import GONE, Attempt, WebhookSender

POLL_S = 5.0
"""Seconds after which the worker looks for messages that it was not told of: those of other processes, later ones."""

HELD = 20
HELD_FOR = timedelta(minutes=10)
KEPT_FOR = timedelta(days=30)
"""How long the messages that have ended are listed."""

PURGE_EVERY = timedelta(hours=1)

_log = structlog.get_logger(__name__)


class WebhookWorkerServices(Struct, frozen=True, kw_only=True):
    """What the worker needs. The secrets of webhooks are derived from `site_key`."""

    transactions: Transactions
    clock: Clock
    ids: Ids
    sender: WebhookSender
    site_key: bytes


class WebhookWorker:
    """Sends the messages that are due, several at the same time."""

    def __init__(self, services: WebhookWorkerServices) -> None:
        self._services = services
        self._holder = services.ids.new("hook")
        self._turns = RepeatedTurns("webhooks", self._take_turn, every_s=POLL_S, failure="webhook.not_sent")
        self._purged_at: datetime | None = None

    async def notify(self, _event: object = None) -> None:
        """Look for due messages now."""
        self._turns.wake()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send messages until the block ends."""
        try:
            async with self._turns.running():
                yield
        finally:
            await self._release_held()
            await self._services.sender.close()

    async def send_due(self) -> None:
        """Send messages until none is due or the worker stops."""
        while not self._turns.is_stopping and (held := await self._claim_messages()):
            await asyncio.gather(*(self._send_message(delivery) for delivery in held))

    async def _take_turn(self) -> None:
        await self._purge_ended()
        await self.send_due()

    async def _claim_messages(self) -> list[DueDelivery]:
        """Hold due messages. The database is written to only if there are some."""
        services, now = self._services, self._services.clock.now()
        async with services.transactions.read() as transaction:
            if not await queue.has_due(transaction, now):
                return []
        async with services.transactions.write() as transaction:
            return list(
                await queue.claim_deliveries(transaction, self._holder, now=now, until=now + HELD_FOR, most=HELD)
            )

    async def _send_message(self, delivery: DueDelivery) -> None:
        services = self._services
        async with services.transactions.read() as transaction:
            webhook = await find_webhook_row(transaction, delivery.webhook_id)
        if webhook is None:
            return
        now, body = services.clock.now(), delivery.body.encode()
        headers = signed_headers(derive_secret(services.site_key, webhook), delivery.id, body, now)
        attempt = await services.sender.send(webhook.url, body, headers)
        await self._record_attempt(webhook, delivery, attempt)

    async def _record_attempt(self, webhook: Webhook, delivery: DueDelivery, attempt: Attempt) -> None:
        services, now = self._services, self._services.clock.now()
        state = _next_state(delivery, attempt, now)
        due_at = now + BACKOFF.delay_after(delivery.attempts + 1, delivery.id)
        result = AttemptResult(state=state, answer=attempt.answer, at=now, due_at=due_at)
        async with services.transactions.write() as transaction:
            is_recorded = await queue.record_attempt(transaction, delivery.id, self._holder, result)
            if (
                is_recorded
                and state is DeliveryState.FAILED
                and await save_stop(transaction, webhook.id, Stop.FAILURES)
            ):
                details = {"reason": Stop.FAILURES.value, "answer": attempt.answer}
                await transaction.record(AuditEntry("conference:webhook:stopped", SYSTEM, webhook.id, now, details))
        log = _log.debug if state is DeliveryState.SENT else _log.warning
        log("webhook.message", message=delivery.id, state=state.value, answer=attempt.answer)

    async def _purge_ended(self) -> None:
        services, now = self._services, self._services.clock.now()
        if self._purged_at is not None and now - self._purged_at < PURGE_EVERY:
            return
        self._purged_at = now
        async with services.transactions.write() as transaction:
            await queue.delete_ended(transaction, now - KEPT_FOR)

    async def _release_held(self) -> None:
        try:
            async with self._services.transactions.write() as transaction:
                await queue.release_deliveries(transaction, self._holder)
        except Exception:
            _log.exception("webhook.not_released")


def _next_state(delivery: DueDelivery, attempt: Attempt, now: datetime) -> DeliveryState:
    if attempt.is_accepted:
        return DeliveryState.SENT
    is_over = attempt.status == GONE or BACKOFF.is_over(delivery.tried_since or now, now)
    return DeliveryState.FAILED if is_over else DeliveryState.WAITING
