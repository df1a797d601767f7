"""The task that watches screens on a node, and the notices as this node last read them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress

import structlog

from broadcast.feed.service import Feed
from broadcast.outages.domain import DarkScreen, DarkTimes, Outage, find_standings
from broadcast.outages.ports import MOST_OUTAGES, OutageServices
from conference.transactions import Transaction

ListNames = Callable[[Transaction], Awaitable[Collection[str]]]
"""Returns the names of the screens that are watched."""

Record = Callable[[Sequence[DarkScreen], Collection[str]], object]
"""Called with the screens that are dark for long enough and those that are current, to be recorded soon."""

_log = structlog.get_logger(__name__)


def _ignore_change() -> None:
    return


class OutageWatch:
    """Watch the screens at each tick: any node does, the database holds each outage once.

    `names` lists the screens that are watched, `is_on` tells whether it is a day of the event or a rehearsal
    is on. `on_change` is called when other notices were read than before.
    """

    def __init__(
        self,
        services: OutageServices,
        feed: Feed,
        names: ListNames,
        *,
        is_on: Callable[[], bool],
        record: Record,
        on_change: Callable[[], None] = _ignore_change,
    ) -> None:
        self.waiting: Sequence[Outage] = []
        self.on_change = on_change
        self._services = services
        self._feed = feed
        self._names = names
        self._is_on = is_on
        self._record = record
        self._times = DarkTimes()
        self._has_news = asyncio.Event()

    def look_again(self) -> None:
        """Read the notices again soon: an act of this process has changed them."""
        self._has_news.set()

    async def run(self) -> None:
        """Watch until cancelled; a failed read is logged and repeated."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._feed.hub.latest.tick_s):
                    await self._has_news.wait()
            self._has_news.clear()
            try:
                await self.look()
            except Exception:
                _log.exception("outages.watch_failed")

    async def look(self) -> None:
        """Look at the screens, have what has changed recorded, and read the notices."""
        services, now = self._services, self._services.clock.now()
        async with services.transactions.read() as transaction:
            names = await self._names(transaction)
            opened = {one.screen for one in await services.store.list_open(transaction)}
            waiting = await services.store.list_unacknowledged(transaction, limit=MOST_OUTAGES)
        standings = find_standings(self._feed.screens.list_all(), names, self._feed.standing_of)
        self._times.observe(standings, now, is_on=self._is_on())
        dark = [one for one in self._times.list_dark(now, services.rules.after) if one.name not in opened]
        current = opened & self._times.current
        if dark or current:
            self._record(dark, current)
        if waiting != self.waiting:
            self.waiting = waiting
            self.on_change()
