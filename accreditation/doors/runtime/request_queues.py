"""Queues of each device's requests: a bounded number at a time, at a bounded rate, the others in order of arrival.

A flooding device waits for itself. It costs the other devices, which the same event loop serves, no more than a busy
door does.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import inf

from conference.errors import ThrottledError

CAPACITY = 8
"""Weight of the requests of one device that are handled at the same time. A small request weighs 1."""

MAX_WEIGHT = 6
"""Weight of the largest message. One is handled at a time, and leaves room for small requests beside it."""

MIN_TURN_S = 0.01
"""Least time for which a request holds its part of the capacity. It limits a device to 800 requests a second; a device
that sends its next scan after the last answer is not delayed."""

CROWD_WEIGHT = 4
"""Weight of a small request while a device has more open requests than its capacity: two at a time, and at most 200 a
second. The app has at most five open requests."""

MAX_HELD_REQUESTS = 64
"""Open requests of one device, waiting or being handled."""

REFUSED_AFTER_S, REFUSED_EVERY_S, REFUSED_WITHIN_S = 1.0, 0.01, 5.0
"""Least delay of a refusal, time between two refusals of a device, and longest delay: repeating a request at once gains
nothing, and many connections are not refused at the same moment."""


@dataclass(slots=True)
class _Queue:
    held: int = 0
    running: int = 0
    refused_at: float = -inf
    waiting: deque[tuple["asyncio.Future[None]", int]] = field(default_factory=deque)

    def has_room(self, weight: int) -> bool:
        return self.running + weight <= CAPACITY

    def start_next(self) -> None:
        """Give turns to the first waiting requests that there is room for, and drop cancelled ones."""
        while self.waiting:
            turn, weight = self.waiting[0]
            if not turn.cancelled() and not self.has_room(weight):
                return
            self.waiting.popleft()
            if not turn.cancelled():
                self.running += weight
                turn.set_result(None)


class RequestQueues:
    """Has a queue for each device with open requests, and nothing for other devices."""

    def __init__(
        self,
        *,
        turn_least_s: float = MIN_TURN_S,
        refused_after_s: float = REFUSED_AFTER_S,
        refused_every_s: float = REFUSED_EVERY_S,
    ) -> None:
        self._turn_least_s = turn_least_s
        self._refused_after_s = refused_after_s
        self._refused_every_s = refused_every_s
        self._queues: dict[str, _Queue] = {}

    def __len__(self) -> int:
        return len(self._queues)

    def held_by(self, device_id: str) -> int:
        """Count the open requests of the device."""
        queue = self._queues.get(device_id)
        return 0 if queue is None else queue.held

    @asynccontextmanager
    async def place(self, device_id: str) -> AsyncIterator[None]:
        """Count a request of the device as open during the block, which reads its body.

        Raises ThrottledError `requests.throttled`, after a pause, when the device has too many open requests.
        """
        queue = self._queues.setdefault(device_id, _Queue())
        if queue.held >= MAX_HELD_REQUESTS:
            await self._wait_for_refusal(queue)
            raise ThrottledError("requests.throttled", retry_after_s=1)
        queue.held += 1
        try:
            yield
        finally:
            queue.held -= 1
            self._forget_idle(device_id)

    @asynccontextmanager
    async def turn(self, device_id: str, weight: int = 1) -> AsyncIterator[None]:
        """Wait for room beside the device's earlier requests, and hold it during the block. Only inside `place`."""
        queue, loop = self._queues[device_id], asyncio.get_running_loop()
        weight = max(weight, CROWD_WEIGHT) if queue.held > CAPACITY else weight
        await self._wait_for_turn(queue, weight)
        until = loop.time() + self._turn_least_s
        try:
            yield
        finally:
            if loop.time() < until:
                loop.call_at(until, self._end_turn, device_id, queue, weight)
            else:
                self._end_turn(device_id, queue, weight)

    async def _wait_for_refusal(self, queue: _Queue) -> None:
        now = asyncio.get_running_loop().time()
        at = max(now + self._refused_after_s, queue.refused_at + self._refused_every_s)
        queue.refused_at = min(at, now + REFUSED_WITHIN_S)
        await asyncio.sleep(queue.refused_at - now)

    async def _wait_for_turn(self, queue: _Queue, weight: int) -> None:
        if not queue.waiting and queue.has_room(weight):
            queue.running += weight
            return
        turn = asyncio.get_running_loop().create_future()
        queue.waiting.append((turn, weight))
        try:
            await turn
        except asyncio.CancelledError:
            queue.running -= weight if turn.done() and not turn.cancelled() else 0
            queue.start_next()
            raise

    def _end_turn(self, device_id: str, queue: _Queue, weight: int) -> None:
        queue.running -= weight
        queue.start_next()
        self._forget_idle(device_id)

    def _forget_idle(self, device_id: str) -> None:
        queue = self._queues.get(device_id)
        if queue is not None and not queue.held and not queue.running:
            del self._queues[device_id]
