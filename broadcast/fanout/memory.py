"""The doorbell of one process: everyone who listens hears every ring at once."""

import asyncio
from collections.abc import AsyncIterator


class MemoryFanout:
    """`broadcast.ports.Fanout` without a server."""

    def __init__(self) -> None:
        self._bells: set[_Bell] = set()
        self._closed = False

    async def ring(self, offset: int) -> None:
        """Tell every listener of this process."""
        for bell in list(self._bells):
            bell.ring(offset)

    async def listen(self) -> AsyncIterator[int]:
        """First 0 at once, then the offsets rung since; of those rung while the listener was busy, the last."""
        bell = _Bell()
        bell.ring(0)
        self._bells.add(bell)
        try:
            while not self._closed:
                offset = await bell.wait()
                if offset is not None:
                    yield offset
        finally:
            self._bells.discard(bell)

    async def close(self) -> None:
        """End every listener."""
        self._closed = True
        for bell in list(self._bells):
            bell.wake()


class _Bell:
    """Holds the last offset that was rung and not yet heard."""

    def __init__(self) -> None:
        self._offset: int | None = None
        self._rung = asyncio.Event()

    def ring(self, offset: int) -> None:
        self._offset = offset
        self._rung.set()

    def wake(self) -> None:
        self._rung.set()

    async def wait(self) -> int | None:
        await self._rung.wait()
        self._rung.clear()
        offset, self._offset = self._offset, None
        return offset
