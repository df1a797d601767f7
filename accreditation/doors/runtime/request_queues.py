"""The requests of each device: so many at a time, at a bounded rate, the others in the order in which they came.

A device that sends without end waits for itself. It costs the others, whose requests the same event loop serves, no
more than a busy door does.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from conference.errors import ThrottledError

CAPACITY = 8
"""Weight of one device's requests that are handled at the same time; a small one weighs 1."""

MAX_WEIGHT = 6
"""Weight of the largest message: one at a time, and what a device asks beside it still has room."""

MIN_TURN_S = 0.01
"""How long a request keeps its part of the capacity at least: a device is served 800 times a second at most, and one
that sends its next scan when the last is answered does not notice."""

CROWD_WEIGHT = 4
"""The weight of a small request while more of the device are in hand than its capacity: two at a time, and 200 a second
at most. The app has five in hand at most."""

MAX_HELD_REQUESTS = 64
"""Requests of one device in hand, waiting or handled."""

REFUSED_AFTER_S, REFUSED_EVERY_S, REFUSED_WITHIN_S = 1.0, 0.01, 5.0
"""How long a refusal is held back at least, the time between two refusals of a device, and how long one is held back at
most: asking again at once does not pay, and many connections are not refused at the same moment."""


@dataclass(slots=True)
class _Queue:
    held: int = 0
    running: int = 0
    refused_at: float = 0.0
    waiting: deque[tuple["asyncio.Future[None]", int]] = field(default_factory=deque)

    def has_room(self, weight: int) -> bool:
        return self.running + weight <= CAPACITY

    def start_next(self) -> None:
        """Give a turn to those first in line, as far as there is room for them; drop those that were cancelled."""
        while self.waiting:
            turn, weight = self.waiting[0]
            if not turn.cancelled() and not self.has_room(weight):
                return
            self.waiting.popleft()
            if not turn.cancelled():
                self.running += weight
                turn.set_result(None)


class RequestQueues:
    """A queue for each device with requests in hand; nothing is kept of the others."""

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
        """How many requests of the device are in hand."""
        queue = self._queues.get(device_id)
        return 0 if queue is None else queue.held

    @asynccontextmanager
    async def place(self, device_id: str) -> AsyncIterator[None]:
        """Hold a place among the device's requests, before a body is read for it.

        Raises ThrottledError `requests.throttled`, after a pause, when the device has too many in hand.
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
        """Wait until the device's earlier requests leave room, and keep the room for the block. Only inside `place`."""
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
