"""The doorbell of many nodes: one Redis stream. It carries no state, so an outage delays and never corrupts."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from broadcast.fanout.memory import MemoryFanout
from conference.tasks import end

STREAM = "rostrum:board"
KEPT = 1000
"""Rings the stream keeps, roughly: only whoever reads it at that moment needs them."""

RING_WITHIN_S = 1.0
"""How long an operator's action waits for the bell at most; without it the other nodes look by themselves."""

BLOCK_MS = 2000
SILENT_S = 5.0
"""How long one read blocks, and after how long without an answer the connection counts as half-open."""

BACKOFF_FIRST_S, BACKOFF_MOST_S = 0.1, 3.0

_log = structlog.get_logger(__name__)
_FAILURES = (RedisError, OSError, asyncio.TimeoutError)


class RedisFanout:
    """`broadcast.ports.Fanout` over Redis Streams. This process hears its own rings without Redis."""

    def __init__(self, url: str, *, stream: str = STREAM) -> None:
        self._stream = stream
        self._ringer = _client(url)
        self._reader = _client(url)
        self._local = MemoryFanout()
        self._task: asyncio.Task[None] | None = None
        self.failures = 0
        self.connected = False

    async def ring(self, offset: int) -> None:
        """Tell this process at once, and every other one if Redis answers."""
        await self._local.ring(offset)
        try:
            async with asyncio.timeout(RING_WITHIN_S):
                await self._ringer.xadd(self._stream, {"offset": offset}, maxlen=KEPT, approximate=True)
        except _FAILURES as error:
            self.failures += 1
            _log.warning("fanout.ring_failed", offset=offset, error=repr(error))

    def listen(self) -> AsyncIterator[int]:
        """First 0, then what is rung here or on another node; 0 again after each reconnection."""
        if self._task is None:
            self._task = asyncio.create_task(self._follow(), name="fanout")
        return self._local.listen()

    async def close(self) -> None:
        """End every listener and let the connections go."""
        if self._task is not None:
            await end(self._task)
        await self._local.close()
        for client in (self._ringer, self._reader):
            with contextlib.suppress(*_FAILURES):
                await client.aclose()

    async def _follow(self) -> None:
        """Read the stream for ever, reconnecting with jitter."""
        attempt = 0
        while True:
            try:
                last = await self._last_id()
                self.connected, attempt = True, 0
                await self._local.ring(0)
                while True:
                    last = await self._read_after(last)
            except Exception as error:
                self.connected = False
                self.failures += 1
                _log.warning("fanout.lost", error=repr(error), attempt=attempt)
                bound = min(BACKOFF_MOST_S, BACKOFF_FIRST_S * 2**attempt)
                attempt = min(attempt + 1, 10)
                await asyncio.sleep(bound / 2 + random.random() * bound / 2)  # noqa: S311 - spreads, protects nothing

    async def _last_id(self) -> bytes | str:
        newest: Any = await self._reader.xrevrange(self._stream, count=1)
        return newest[0][0] if newest else "0-0"

    async def _read_after(self, last: bytes | str) -> bytes | str:
        answer: Any = await self._reader.xread({self._stream: last}, count=KEPT, block=BLOCK_MS)
        if not answer:
            return last
        newest: bytes
        newest, fields = answer[0][1][-1]
        await self._local.ring(_offset(fields))
        return newest


def _client(url: str) -> "Redis":
    return Redis.from_url(
        url, protocol=2, socket_timeout=SILENT_S, socket_connect_timeout=RING_WITHIN_S, retry=Retry(NoBackoff(), 0)
    )


def _offset(fields: Any) -> int:
    try:
        return int(fields[b"offset"])
    except (KeyError, TypeError, ValueError):
        return 0
