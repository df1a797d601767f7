"""Change notifier within one process: each listener receives each notification at once."""

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
        """Notify every listener of this process."""
        self.notifications += 1
        for notifier in self._notifiers:
            notifier.notify(offset)

    async def listen(self) -> AsyncIterator[int]:
        """Yield 0 at once, then each notified offset; of those notified while the listener is busy, the highest."""
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
    """The pending notifications of one listener: a 0, and the highest offset."""

    def __init__(self) -> None:
        self._has_zero = False
        self._highest = 0
        self._changed = asyncio.Event()

    def notify(self, offset: int) -> None:
        self._has_zero = self._has_zero or offset == 0
        self._highest = max(self._highest, offset)
        self._changed.set()

    def wake(self) -> None:
        self._changed.set()

    async def wait(self) -> int | None:
        """Return the next notification, the 0 first; None when only woken."""
        await self._changed.wait()
        if self._has_zero:
            self._has_zero = False
            if not self._highest:
                self._changed.clear()
            return 0
        self._changed.clear()
        offset, self._highest = self._highest, 0
        return offset or None
