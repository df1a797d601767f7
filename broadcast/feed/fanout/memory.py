"""The doorbell of one process: everyone who listens hears every ring at once."""

import asyncio
from collections.abc import AsyncIterator

from broadcast.feed.fanout.counters import FanoutCounters


class MemoryFanout(FanoutCounters):
    """`broadcast.board.ports.Fanout` without a server."""

    def __init__(self) -> None:
        super().__init__()
        self._notifiers: set[_LocalNotifier] = set()
        self._closed = False

    async def notify(self, offset: int) -> None:
        """Tell every listener of this process."""
        self.notifications += 1
        for notifier in self._notifiers:
            notifier.notify(offset)

    async def listen(self) -> AsyncIterator[int]:
        """First 0 at once, then the offsets rung since; of those rung while the listener was busy, the highest."""
        notifier = _LocalNotifier()
        notifier.notify(0)
        self._notifiers.add(notifier)
        try:
            while not self._closed:
                offset = await notifier.wait()
                if offset is not None:
                    yield offset
        finally:
            self._notifiers.discard(notifier)

    async def close(self) -> None:
        """End every listener."""
        self._closed = True
        for notifier in self._notifiers:
            notifier.wake()


class _LocalNotifier:
    """Holds what was rung and not yet heard: a 0, and the highest offset."""

    def __init__(self) -> None:
        self._look = False
        self._highest = 0
        self._rung = asyncio.Event()

    def notify(self, offset: int) -> None:
        self._look = self._look or offset == 0
        self._highest = max(self._highest, offset)
        self._rung.set()

    def wake(self) -> None:
        self._rung.set()

    async def wait(self) -> int | None:
        """What to hear next, the 0 first; None when only woken."""
        await self._rung.wait()
        if self._look:
            self._look = False
            if not self._highest:
                self._rung.clear()
            return 0
        self._rung.clear()
        offset, self._highest = self._highest, 0
        return offset or None
