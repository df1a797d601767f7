"""Worker that tells followers of the changes of their sessions: each change at least once, until it is accepted.

What a follower was told is stored with it, and compared with the board that the public sees. So no change is lost when
a process ends, and one that was taken back before it was sent is not sent.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from broadcast.board.domain.board import Revision
from broadcast.feed.public_board import PublicBoard
from broadcast.notifications import storage
from broadcast.notifications.delivery import Delivered, Deliverer
from broadcast.notifications.domain import KEPT_AFTER, state_of
from broadcast.notifications.metrics import NotificationMetrics
from broadcast.notifications.services import NotificationServices
from conference.languages import FALLBACK
from conference.tasks import RepeatedTurns
from conference.webhooks.sender import WebhookSender

POLL_S = 5.0
"""Seconds after which the worker looks for followers that another process has made due, or that are tried again."""

HELD = 64
HELD_FOR = timedelta(minutes=10)
PURGE_EVERY = timedelta(hours=1)

_log = structlog.get_logger(__name__)


class NotificationWorker:
    """Follows the public board of this node, and sends messages about its sessions."""

    def __init__(self, services: NotificationServices, sender: WebhookSender, metrics: NotificationMetrics) -> None:
        self._services = services
        self._sender = sender
        self._metrics = metrics
        self._deliverer = Deliverer(services, sender)
        self._holder = services.ids.new("notify")
        self._turns = RepeatedTurns("notifications", self._take_turn, every_s=POLL_S, failure="notifications.not_sent")
        self._seen: Revision | None = None
        self._states: dict[str, str] = {}
        self._purged_at: datetime | None = None

    def look_again(self) -> None:
        """Compare the followers with the board soon: it has changed."""
        self._turns.wake()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send messages until the block ends."""
        try:
            async with self._turns.running():
                yield
        finally:
            await self._release_held()
            await self._sender.close()

    async def send_changes(self) -> None:
        """Make the followers due whose sessions have changed, and send messages until none is due."""
        await self._mark_changed()
        while not self._turns.is_stopping and (held := await self._claim_followers()):
            boards = {code: self._services.read_board(code) for code in {one.follower.language for one in held}}
            delivered = await asyncio.gather(
                *(self._deliverer.deliver(one, boards[one.follower.language]) for one in held)
            )
            await self._save_results(delivered, next(iter(boards.values())))

    async def delete_over(self) -> None:
        """Delete the followers of sessions that are over, and all of them after the event."""
        board = self._services.read_board(FALLBACK)
        async with self._services.transactions.read() as transaction:
            followed = await storage.list_followed(transaction)
        over = _list_over(followed, board, self._services.clock.now())
        if over:
            async with self._services.transactions.write() as transaction:
                await storage.delete_sessions(transaction, over)

    async def _take_turn(self) -> None:
        await self._purge_sometimes()
        await self.send_changes()

    async def _mark_changed(self) -> None:
        """Make followers due. The database is asked about changed sessions only, and written to for followed ones."""
        board = self._services.read_board(FALLBACK)
        if board.revision == self._seen:
            return
        states = {session.id: state_of(session).to_text() for session in board.sessions}
        changed = {session: text for session, text in states.items() if self._states.get(session) != text}
        if changed:
            async with self._services.transactions.read() as transaction:
                outdated = await storage.list_outdated(transaction, changed)
            if outdated:
                due = {session: changed[session] for session in outdated}
                async with self._services.transactions.write() as transaction:
                    await storage.mark_due(transaction, due, board.revision, self._services.clock.now())
        self._states, self._seen = states, board.revision

    async def _claim_followers(self) -> Sequence[storage.DueFollower]:
        services, now = self._services, self._services.clock.now()
        async with services.transactions.read() as transaction:
            if not await storage.has_due(transaction, now):
                return []
        async with services.transactions.write() as transaction:
            return await storage.claim_due(transaction, self._holder, now=now, until=now + HELD_FOR, most=HELD)

    async def _save_results(self, delivered: Sequence[Delivered], board: PublicBoard) -> None:
        told = [(one.due, one.told) for one in delivered if one.told]
        postponed = [one.postponed for one in delivered if one.postponed is not None]
        async with self._services.transactions.write() as transaction:
            await storage.save_told(transaction, self._holder, told, board.revision)
            await storage.save_postponed(transaction, self._holder, postponed)
            for one in delivered:
                if one.is_gone:
                    await storage.delete_device(transaction, one.due.follower.subscription.device)
        now = self._services.clock.now()
        for one in delivered:
            if one.fate is not None:
                self._metrics.count_attempt(one.fate, (now - one.due.due_at).total_seconds())

    async def _purge_sometimes(self) -> None:
        now = self._services.clock.now()
        if self._purged_at is None or now - self._purged_at >= PURGE_EVERY:
            self._purged_at = now
            await self.delete_over()

    async def _release_held(self) -> None:
        try:
            async with self._services.transactions.write() as transaction:
                await storage.release_held(transaction, self._holder)
        except Exception:
            _log.exception("notifications.not_released")


def _list_over(followed: Sequence[str], board: PublicBoard, now: datetime) -> list[str]:
    """Return those of the followed sessions that have been over for some days; all of them after the event."""
    latest_day = (now - KEPT_AFTER).astimezone(board.zone).date()
    if board.event and board.event.days and max(board.event.days) < latest_day:
        return list(followed)
    past = {one.id for one in board.sessions if max(one.ends_at, one.until or one.ends_at) < now - KEPT_AFTER}
    return [one for one in followed if one in past]
