"""Webhooks on a test's database, with a receiver in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.storage.transactions import Transactions
from conference.webhooks.acts import NewWebhook, WebhookServices, add_webhook
from conference.webhooks.domain import Webhook, WebhookEvent
from conference.webhooks.outbox import WebhookOutbox
from conference.webhooks.sender import Attempt, WebhookSender
from conference.webhooks.worker import WebhookWorker, WebhookWorkerServices

SITE_KEY = b"k" * 32
KINDS = ("thing.done", "thing.ended")


@dataclass(frozen=True)
class Done:
    """Something has happened, of which webhooks are told."""

    id: str


class Receiver(WebhookSender):
    """Keeps what is sent, and gives the answers that it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Attempt] = []
        self.received: list[tuple[str, bytes, Mapping[str, str]]] = []

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Attempt:
        """Keep a message."""
        self.received.append((url, body, headers))
        return self.answers.pop(0) if self.answers else Attempt(204, "204 No Content")


@dataclass
class Office:
    """The parts of webhooks. `transactions` writes the messages of `Done`."""

    services: WebhookServices
    transactions: Transactions
    clock: ManualClock
    receiver: Receiver = field(default_factory=Receiver)

    async def add(self, *kinds: str) -> Webhook:
        """Add a webhook of these kinds."""
        new = NewWebhook("Newsroom", "https://receiver.example/hook", frozenset(kinds or KINDS))
        return await add_webhook(self.services, new, by="staff_1")

    async def tell(self, thing: str = "thing_1") -> None:
        """Let something happen."""
        async with self.transactions.write() as transaction:
            transaction.emit(Done(thing))

    def worker(self) -> WebhookWorker:
        """A worker of another process."""
        return WebhookWorker(
            WebhookWorkerServices(
                transactions=self.transactions,
                clock=self.clock,
                ids=RandomIds(),
                sender=self.receiver,
                site_key=SITE_KEY,
            )
        )


@pytest.fixture
def office(transactions: Transactions, clock: ManualClock) -> Office:
    def translate(event: object) -> WebhookEvent | None:
        return WebhookEvent("thing.done", clock.now(), {"thing": event.id}) if isinstance(event, Done) else None

    transactions.before_commit = WebhookOutbox(translate, clock, RandomIds()).add_messages
    services = WebhookServices(transactions=transactions, clock=clock, ids=RandomIds(), kinds=KINDS, site_key=SITE_KEY)
    return Office(services, transactions, clock)
