"""Notifications over a board that the test changes, with a push service in memory."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlsplit

import msgspec
import pytest
from prometheus_client import CollectorRegistry

from broadcast.board.domain.board import Revision
from broadcast.feed.public_board import PublicBoard
from broadcast.notifications.actions import follow_session
from broadcast.notifications.metrics import NotificationMetrics
from broadcast.notifications.services import NotificationServices
from broadcast.notifications.vapid import SenderKey
from broadcast.notifications.worker import NotificationWorker
from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.storage.transactions import Transactions
from conference.texts.catalogues import own_catalogues
from conference.webhooks.sender import Attempt, WebhookSender
from tests.support.board_pages import served
from tests.support.public_boards import BOARD
from tests.support.push_browsers import PushBrowser

__all__ = ["served"]

SESSION = BOARD.sessions[0].id
PUSH_SERVICES = ("fcm.googleapis.com", "push.apple.com")


class PushService(WebhookSender):
    """Keeps what is sent, and gives the answers that it was told, in order or by host; else it accepts."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Attempt] = []
        self.received: list[tuple[str, bytes, Mapping[str, str]]] = []
        self.answer_of: dict[str, Attempt] = {}
        self.most_open = 0
        self._has_more = asyncio.Event()
        self._open = 0

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Attempt:
        """Keep a message."""
        self.received.append((url, body, headers))
        self._has_more.set()
        self._open += 1
        self.most_open = max(self.most_open, self._open)
        await asyncio.sleep(0)
        self._open -= 1
        if self.answers:
            return self.answers.pop(0)
        return self.answer_of.get(urlsplit(url).netloc, Attempt(201, "201 Created"))

    async def wait_for(self, number: int) -> None:
        """Wait until so many messages were received."""
        async with asyncio.timeout(30):
            while len(self.received) < number:
                self._has_more.clear()
                await self._has_more.wait()


@dataclass
class Office:
    """Followers and their worker over `board`, which is the same in each language."""

    transactions: Transactions
    clock: ManualClock
    board: PublicBoard = BOARD
    push_service: PushService = field(default_factory=PushService)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    browser: PushBrowser = field(default_factory=PushBrowser)

    @cached_property
    def services(self) -> NotificationServices:
        """The dependencies of actions and worker."""
        return NotificationServices(
            transactions=self.transactions,
            clock=self.clock,
            ids=RandomIds(),
            texts=own_catalogues(),
            read_board=lambda _code: self.board,
            sender_key=SenderKey(b"s" * 32, "https://press.example"),
            push_services=PUSH_SERVICES,
        )

    @cached_property
    def worker(self) -> NotificationWorker:
        """The worker of this process."""
        return self.make_worker(NotificationMetrics(self.registry))

    def make_worker(self, metrics: NotificationMetrics | None = None) -> NotificationWorker:
        """Make the worker of another process."""
        metrics = metrics or NotificationMetrics(CollectorRegistry())
        return NotificationWorker(self.services, self.push_service, metrics)

    async def follow(self, browser: PushBrowser | None = None, code: str = "en") -> None:
        """Follow the session by a browser."""
        await follow_session(self.services, SESSION, (browser or self.browser).subscription, code=code)

    def change(self, **changes: object) -> None:
        """Change the session on the board, at the next offset."""
        changed = msgspec.structs.replace(self.board.sessions[0], **changes)
        self.board = replace(self.board, sessions=(changed,), revision=self.next_revision)

    def pass_time(self, duration: timedelta) -> None:
        """Move the clock."""
        self.clock.advance(duration.total_seconds())

    def board_with(self, session_id: str) -> PublicBoard:
        """Return the board with a further session."""
        further = msgspec.structs.replace(self.board.sessions[0], id=session_id)
        return replace(self.board, sessions=(*self.board.sessions, further), revision=self.next_revision)

    @property
    def next_revision(self) -> Revision:
        """The revision after that of the board."""
        return Revision(self.board.revision.epoch, self.board.revision.offset + 1)

    @property
    def titles(self) -> list[str]:
        """The titles of the messages that the push service has received for the browser."""
        return [self.browser.decrypt(body)["title"] for _, body, _ in self.push_service.received]

    def count(self, fate: str) -> float | None:
        """Return the counter of a fate."""
        return self.registry.get_sample_value("rostrum_notifications_total", {"fate": fate})


@pytest.fixture
def office(transactions: Transactions, clock: ManualClock) -> Office:
    return Office(transactions, clock)
