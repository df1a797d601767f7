"""The doorbell of many nodes: one Redis stream. It carries no state, so an outage delays and never corrupts.

Nothing that Redis does can hold up whoever rings: rings are sent in the background, conflated to the newest. Each ring
is numbered by its node, so a listener knows when it has missed one, and says so with a 0. While nothing can be heard
it says 0 again and again: then the database is looked at more often than the tick does.
"""

import asyncio
import contextlib
import random
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from broadcast.feed.fanout.counters import FanoutCounters
from broadcast.feed.fanout.memory import MemoryFanout
from conference.tasks import end

STREAM = "rostrum:board"
KEPT = 1000
"""Rings the stream keeps, roughly: only whoever reads it at that moment needs them."""

SILENT_S = 3.0
"""After how long without an answer a connection counts as half-open. A read blocks for a third of it, and a ring may
take a third of it at each step."""

TRUSTED_S = 20.0
"""A connection for ringing that was idle for longer is made anew: firewalls forget idle connections without a word."""

LAST_RING_S = 1.0
"""How long `close` waits for a ring that is still due."""

BACKOFF_FIRST_S, BACKOFF_MOST_S = 0.1, 1.0
MOST_NODES = 1000
"""Nodes whose last number is remembered."""

_NOTHING = (0, 0)
_log = structlog.get_logger(__name__)

_Id = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Notification:
    """A ring as the stream carries it. `number` counts the rings of one node; 0 if it is not told."""

    node: bytes
    number: int
    offset: int


class RedisFanout(FanoutCounters):
    """`broadcast.board.ports.Fanout` over Redis Streams. This process hears its own rings without Redis."""

    def __init__(self, url: str, *, stream: str = STREAM, silent_s: float = SILENT_S) -> None:
        """Conferences on one Redis need a stream each. `url`: `redis://` or, with TLS, `rediss://`."""
        super().__init__(connected=False)
        self.heard: Callable[[int, float], None] = lambda _offset, _age_s: None
        self._stream = stream
        self._block_ms = int(silent_s * 1000 / 3)
        self._reader = _client(url, answer_s=silent_s, connect_s=silent_s / 3)
        self._sender = _client(url, answer_s=silent_s / 3, connect_s=silent_s / 3)
        self._local = MemoryFanout()
        self._node = secrets.token_hex(6).encode()
        self._due: int | None = None
        self._wanted, self._sent = asyncio.Event(), asyncio.Event()
        self._rang_at = 0.0
        self._numbers: dict[bytes, int] = {}
        self._began = False
        self._closed = False
        self._tasks: list[asyncio.Task[None]] = []
        self._sent.set()

    async def notify(self, offset: int) -> None:
        """Tell this process at once, and every other one as soon as Redis takes it. Does not wait for Redis."""
        await self._local.notify(offset)
        self._due = max(offset, self._due or 0)
        self._wanted.set()
        self._sent.clear()
        self._run("rings", self._notify_forever)

    def listen(self) -> AsyncIterator[int]:
        """First 0, then what is rung here or on another node; 0 whenever rings may have been missed."""
        self._run("hears", self._follow_for_ever)
        return self._local.listen()

    async def close(self) -> None:
        """Send the ring that is due, if Redis answers; end every listener and let the connections go."""
        if self.connected:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._sent.wait(), LAST_RING_S)
        self._closed = True
        await end(*self._tasks)
        await self._local.close()
        for client in (self._sender, self._reader):
            with contextlib.suppress(Exception):
                await client.aclose()

    def _run(self, name: str, work: Any) -> None:
        name = f"fanout {name}"
        if not self._closed and all(task.get_name() != name for task in self._tasks):
            self._tasks.append(asyncio.create_task(work(), name=name))

    # --- ringing

    async def _notify_forever(self) -> None:
        """Send what is due; what fails stays due, and gives way to a newer one."""
        failed = 0
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            offset, self._due = self._due or 0, None
            try:
                await self._send(offset)
            except Exception as error:
                self.notifications_failed += 1
                _tell("fanout.ring_failed", error, attempt=failed)
                self._due = max(offset, self._due or 0)
                self._wanted.set()
                await _drop(self._sender)
                await asyncio.sleep(_backoff_s(failed))
                failed += 1
            else:
                failed = 0
                if self._due is None:
                    self._sent.set()

    async def _send(self, offset: int) -> None:
        if time.monotonic() - self._rang_at > TRUSTED_S:
            await _drop(self._sender)
        notify: dict[Any, Any] = {"offset": offset, "node": self._node, "number": self.notifications + 1}
        await self._sender.xadd(self._stream, notify, maxlen=KEPT, approximate=True)
        self.notifications += 1
        self._rang_at = time.monotonic()

    # --- hearing

    async def _follow_for_ever(self) -> None:
        """Read the stream, reconnecting with jitter; each time that fails is also an invitation to look."""
        attempt = -1
        while True:
            try:
                await self._follow()
            except Exception as error:
                attempt = 0 if self.connected else attempt + 1
                self.connected = False
                self.failures += 1
                _tell("fanout.lost", error, attempt=attempt)
                await self._local.notify(0)
                await _drop(self._reader)
                await asyncio.sleep(_backoff_s(attempt))

    async def _follow(self) -> None:
        """Read until that fails. What was rung before the first answer is covered by the 0 that follows it."""
        last = await self._newest()
        self._begin()
        await self._local.notify(0)
        while True:
            notifications = await self._read(last)
            self.heard_at = time.monotonic()
            if notifications:
                last = notifications[-1][0]
                self._tell_ages(notifications)
                await self._take([notify for _, notify in notifications])
            elif (newest := await self._newest()) < last:
                last = newest
                await self._miss("the stream went back")

    def _begin(self) -> None:
        self.connected, self.heard_at = True, time.monotonic()
        self._numbers.clear()
        if self._began:
            self.reconnects += 1
            _log.info("fanout.heard_again", reconnects=self.reconnects)
        self._began = True

    async def _newest(self) -> _Id:
        """The id of the newest ring, or `_NOTHING`: after a restart or a failover ids may have gone back."""
        newest: Any = await self._reader.xrevrange(self._stream, count=1)
        return _id(newest[0][0]) if newest else _NOTHING

    async def _read(self, last: _Id) -> list[tuple[_Id, _Notification]]:
        """The rings after `last`; none when nobody rang for a while."""
        after = f"{last[0]}-{last[1]}"
        answer: Any = await self._reader.xread({self._stream: after}, count=KEPT, block=self._block_ms)
        return [(_id(at), _ring(fields)) for at, fields in answer[0][1]] if answer else []

    async def _take(self, notifications: Sequence[_Notification]) -> None:
        missing = [notify for notify in notifications if not self._follows(notify)]
        if missing:
            await self._miss("a number was left out")
        for notify in notifications:
            if notify.node != self._node:
                await self._local.notify(notify.offset)

    def _tell_ages(self, notifications: Sequence[tuple[_Id, _Notification]]) -> None:
        """Ids are milliseconds by the clock of Redis (XADD)."""
        now = time.time()
        for (rung_at_ms, _), notify in notifications:
            if notify.node != self._node:
                self.heard(notify.offset, now - rung_at_ms / 1000)

    def _follows(self, notify: _Notification) -> bool:
        """Whether nothing is missing between the node's last ring and this one."""
        if not notify.number:
            return True
        if len(self._numbers) >= MOST_NODES:
            self._numbers.clear()
        before = self._numbers.get(notify.node)
        self._numbers[notify.node] = notify.number
        return before is None or notify.number <= before + 1

    async def _miss(self, why: str) -> None:
        self.gaps += 1
        _log.warning("fanout.gap", reason=why)
        await self._local.notify(0)


def _client(url: str, *, answer_s: float, connect_s: float) -> "Redis":
    """A client that gives up instead of waiting, and leaves trying again to us."""
    return Redis.from_url(
        url,
        protocol=2,
        socket_timeout=answer_s,
        socket_connect_timeout=connect_s,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 0),
    )


async def _drop(client: "Redis") -> None:
    """Let go of the connections, so that the next command finds out anew where the address leads."""
    with contextlib.suppress(Exception):
        await client.connection_pool.disconnect()


def _backoff_s(attempt: int) -> float:
    bound: float = min(BACKOFF_MOST_S, BACKOFF_FIRST_S * 2 ** min(attempt, 10))
    return bound / 2 + random.random() * bound / 2  # noqa: S311 - spreads, protects nothing


def _tell(what: str, error: Exception, *, attempt: int) -> None:
    """The first of a row of failures is a warning."""
    (_log.debug if attempt else _log.warning)(what, error=repr(error), attempt=attempt)


def _id(text: bytes) -> _Id:
    milliseconds, _, count = text.partition(b"-")
    return int(milliseconds), int(count)


def _ring(fields: Any) -> _Notification:
    return _Notification(fields.get(b"node", b""), _natural(fields.get(b"number")), _natural(fields.get(b"offset")))


def _natural(value: bytes | None) -> int:
    """The number, or 0 for what is none: whoever hears that looks for themselves."""
    return int(value) if value and value.isdigit() else 0
