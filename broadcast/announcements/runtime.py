"""What waits to be published, as this process last read it, and the task that publishes what is due."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

import structlog

from broadcast.announcements.actions.publishing import lacks_reader
from broadcast.announcements.domain.planned import Planned, expiry_of, is_due
from broadcast.announcements.ports import AnnouncementServices

LOOK_EVERY_S = 5.0
"""How often the database is read: another node may have written. A time that is known is kept to the second."""

RETRY_S = 1.0

_log = structlog.get_logger(__name__)


def _ignore_change() -> None:
    return


class PlannedWatch:
    """Read what waits, and call `publish_due` when the time of one has come: any node does, the database decides.

    `on_change` is called when another list was read than before.
    """

    def __init__(
        self,
        services: AnnouncementServices,
        publish_due: Callable[[], object],
        on_change: Callable[[], None] = _ignore_change,
    ) -> None:
        self.waiting: Sequence[Planned] = ()
        self.on_change = on_change
        self._services = services
        self._publish_due = publish_due
        self._has_news = asyncio.Event()

    def look_again(self) -> None:
        """Read again soon: an act of this process has changed what waits."""
        self._has_news.set()

    async def run(self) -> None:
        """Watch until cancelled; a failed read is logged and repeated."""
        while True:
            wait_s = RETRY_S
            try:
                await self.look()
                wait_s = self._seconds_to_next()
            except Exception:
                _log.exception("announcements.watch_failed")
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._has_news.wait()
            self._has_news.clear()

    async def look(self) -> None:
        """Read what waits, and have published what is due."""
        async with self._services.board.transactions.read() as transaction:
            waiting = await self._services.store.list_waiting(transaction)
        if waiting != self.waiting:
            self.waiting = waiting
            self.on_change()
        if any(self._can_be_decided(planned) for planned in waiting):
            self._publish_due()

    def _can_be_decided(self, planned: Planned) -> bool:
        """Return whether an announcement is due, and has its reader or has expired without one."""
        now = self._services.board.clock.now()
        expires_at = expiry_of(planned.timing, now)
        has_expired = expires_at is not None and expires_at <= now
        return is_due(planned, now) and (has_expired or not lacks_reader(self._services, planned))

    def _seconds_to_next(self) -> float:
        now = self._services.board.clock.now()
        times = [one.timing.publish_at - now for one in self.waiting if one.timing.publish_at is not None]
        if any(self._can_be_decided(planned) for planned in self.waiting):
            return RETRY_S
        ahead = [time.total_seconds() for time in times if time > timedelta(0)]
        return min([LOOK_EVERY_S, *ahead])
