"""Change notifier of several nodes: one Redis stream. It carries no state, so an outage delays but never corrupts.

Redis cannot delay the caller of `notify`: notifications are sent in the background, conflated to the newest. Each node
numbers its notifications, so a listener detects missing ones and yields a 0. While Redis cannot be read, each failed
attempt yields a 0: then the database is read more often than by ticks alone.
"""

import asyncio
import contextlib
import random
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Any

import structlog
from msgspec import Struct

from broadcast.feed.fanout.counters import FanoutCounters
from broadcast.feed.fanout.memory import MemoryFanout
from conference.tasks import end

if TYPE_CHECKING:
    from redis.asyncio import Redis

STREAM = "rostrum:board"
MAX_STREAM_LENGTH = 1000
"""Approximate length of the stream: only nodes that are reading need the notifications."""

SILENT_S = 3.0
"""Seconds without an answer after which a connection counts as half-open. A read blocks for a third of it; each
step of sending a notification may also take a third of it."""

TRUSTED_S = 20.0
"""A sending connection that was idle for longer is replaced: firewalls drop idle connections silently."""

LAST_NOTIFICATION_S = 1.0
"""Seconds that `close` waits for a notification that is still due."""

BACKOFF_FIRST_S, MAX_BACKOFF_S = 0.1, 1.0
MAX_NODES = 1000
"""Maximum number of nodes whose last number is kept."""

_NO_ID = (0, 0)
_log = structlog.get_logger(__name__)

_Id = tuple[int, int]


class _Notification(Struct, frozen=True):
    """A notification in the stream. `number` counts the notifications of one node; 0 if it is missing."""

    node: bytes
    number: int
    offset: int


class RedisFanout(FanoutCounters):
    """`broadcast.board.ports.Fanout` over Redis Streams. This process receives its own notifications without Redis."""

    def __init__(self, url: str, *, stream: str = STREAM, silent_s: float = SILENT_S) -> None:
        """Use one stream for each conference on a Redis. `url`: `redis://` or, with TLS, `rediss://`."""
        super().__init__(connected=False)
        self.on_received: Callable[[int, float], None] = lambda _offset, _age_s: None
        self._stream = stream
        self._block_ms = int(silent_s * 1000 / 3)
        self._reader = _make_client(url, answer_s=silent_s, connect_s=silent_s / 3)
        self._sender = _make_client(url, answer_s=silent_s / 3, connect_s=silent_s / 3)
        self._local = MemoryFanout()
        self._node = secrets.token_hex(6).encode()
        self._due: int | None = None
        self._is_due, self._all_sent = asyncio.Event(), asyncio.Event()
        self._sent_at = 0.0
        self._numbers: dict[bytes, int] = {}
        self._has_connected = False
        self._closed = False
        self._tasks: list[asyncio.Task[None]] = []
        self._all_sent.set()

    async def notify(self, offset: int) -> None:
        """Notify this process at once, and the other nodes as soon as Redis accepts it. Does not wait for Redis."""
        await self._local.notify(offset)
        self._due = max(offset, self._due or 0)
        self._is_due.set()
        self._all_sent.clear()
        self._start_task("sender", self._notify_forever)

    def listen(self) -> AsyncIterator[int]:
        """Yield 0 first, then the offsets notified by any node; 0 when notifications may have been missed."""
        self._start_task("reader", self._follow_forever)
        return self._local.listen()

    async def close(self) -> None:
        """Send the due notification if Redis answers, then end all listeners and close the connections."""
        if self.connected:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._all_sent.wait(), LAST_NOTIFICATION_S)
        self._closed = True
        await end(*self._tasks)
        await self._local.close()
        for client in (self._sender, self._reader):
            with contextlib.suppress(Exception):
                await client.aclose()

    def _start_task(self, name: str, work: Any) -> None:
        name = f"fanout {name}"
        if not self._closed and all(task.get_name() != name for task in self._tasks):
            self._tasks.append(asyncio.create_task(work(), name=name))

    # --- sending

    async def _notify_forever(self) -> None:
        """Send due notifications; a failed one stays due, and is replaced by a newer one."""
        failed = 0
        while True:
            await self._is_due.wait()
            self._is_due.clear()
            offset, self._due = self._due or 0, None
            try:
                await self._send_notification(offset)
            except Exception as error:
                self.notifications_failed += 1
                _log_failure("fanout.notify_failed", error, attempt=failed)
                self._due = max(offset, self._due or 0)
                self._is_due.set()
                await _drop_connections(self._sender)
                await asyncio.sleep(_backoff_s(failed))
                failed += 1
            else:
                failed = 0
                if self._due is None:
                    self._all_sent.set()

    async def _send_notification(self, offset: int) -> None:
        if time.monotonic() - self._sent_at > TRUSTED_S:
            await _drop_connections(self._sender)
        fields: dict[Any, Any] = {"offset": offset, "node": self._node, "number": self.notifications + 1}
        await self._sender.xadd(self._stream, fields, maxlen=MAX_STREAM_LENGTH, approximate=True)
        self.notifications += 1
        self._sent_at = time.monotonic()

    # --- receiving

    async def _follow_forever(self) -> None:
        """Read the stream, reconnecting with jitter; each failure also yields a 0."""
        attempt = -1
        while True:
            try:
                await self._follow_stream()
            except Exception as error:
                attempt = 0 if self.connected else attempt + 1
                self.connected = False
                self.failures += 1
                _log_failure("fanout.receive_failed", error, attempt=attempt)
                await self._local.notify(0)
                await _drop_connections(self._reader)
                await asyncio.sleep(_backoff_s(attempt))

    async def _follow_stream(self) -> None:
        """Read until an error. Notifications before the first answer are covered by the 0 that follows it."""
        last = await self._get_newest_id()
        self._mark_connected()
        await self._local.notify(0)
        while True:
            notifications = await self._read_notifications(last)
            self.answered_at = time.monotonic()
            if notifications:
                last = notifications[-1][0]
                self._report_ages(notifications)
                await self._deliver_notifications([notification for _, notification in notifications])
            elif (newest := await self._get_newest_id()) < last:
                last = newest
                await self._report_gap("the stream went back")

    def _mark_connected(self) -> None:
        self.connected, self.answered_at = True, time.monotonic()
        self._numbers.clear()
        if self._has_connected:
            self.reconnects += 1
            _log.info("fanout.receive_resumed", reconnects=self.reconnects)
        self._has_connected = True

    async def _get_newest_id(self) -> _Id:
        """Return the id of the newest notification, or `_NO_ID`: ids may go back after a restart or a failover."""
        newest: Any = await self._reader.xrevrange(self._stream, count=1)
        return _parse_id(newest[0][0]) if newest else _NO_ID

    async def _read_notifications(self, last: _Id) -> list[tuple[_Id, _Notification]]:
        """Return the notifications after `last`; an empty list when none arrive within the blocking time."""
        after = f"{last[0]}-{last[1]}"
        answer: Any = await self._reader.xread({self._stream: after}, count=MAX_STREAM_LENGTH, block=self._block_ms)
        return [(_parse_id(at), _parse_notification(fields)) for at, fields in answer[0][1]] if answer else []

    async def _deliver_notifications(self, notifications: Sequence[_Notification]) -> None:
        missing = [notification for notification in notifications if not self._is_next_number(notification)]
        if missing:
            await self._report_gap("a number was left out")
        for notification in notifications:
            if notification.node != self._node:
                await self._local.notify(notification.offset)

    def _report_ages(self, notifications: Sequence[tuple[_Id, _Notification]]) -> None:
        """Report the age of other nodes' notifications; ids are milliseconds by the clock of Redis (XADD)."""
        now = time.time()
        for (sent_at_ms, _), notification in notifications:
            if notification.node != self._node:
                self.on_received(notification.offset, now - sent_at_ms / 1000)

    def _is_next_number(self, notification: _Notification) -> bool:
        """Return whether no notification is missing between the node's last one and this one."""
        if not notification.number:
            return True
        if len(self._numbers) >= MAX_NODES:
            self._numbers.clear()
        before = self._numbers.get(notification.node)
        self._numbers[notification.node] = notification.number
        return before is None or notification.number <= before + 1

    async def _report_gap(self, reason: str) -> None:
        self.gaps += 1
        _log.warning("fanout.gap", reason=reason)
        await self._local.notify(0)


def _make_client(url: str, *, answer_s: float, connect_s: float) -> "Redis":
    """Return a client with timeouts and without retries; the caller retries."""
    from redis.asyncio import Redis  # noqa: PLC0415 - 6 MB, which a node without Redis does not need
    from redis.asyncio.retry import Retry  # noqa: PLC0415
    from redis.backoff import NoBackoff  # noqa: PLC0415

    return Redis.from_url(
        url,
        protocol=2,
        socket_timeout=answer_s,
        socket_connect_timeout=connect_s,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 0),
    )


async def _drop_connections(client: "Redis") -> None:
    """Close the connections, so that the next command resolves the address again."""
    with contextlib.suppress(Exception):
        await client.connection_pool.disconnect()


def _backoff_s(attempt: int) -> float:
    bound: float = min(MAX_BACKOFF_S, BACKOFF_FIRST_S * 2 ** min(attempt, 10))
    return bound / 2 + random.random() * bound / 2  # noqa: S311 - spreads, protects nothing


def _log_failure(event: str, error: Exception, *, attempt: int) -> None:
    """Log a failure: the first of a series as a warning, the others for debugging."""
    (_log.debug if attempt else _log.warning)(event, error=repr(error), attempt=attempt)


def _parse_id(text: bytes) -> _Id:
    milliseconds, _, count = text.partition(b"-")
    return int(milliseconds), int(count)


def _parse_notification(fields: Any) -> _Notification:
    return _Notification(
        fields.get(b"node", b""), _parse_natural(fields.get(b"number")), _parse_natural(fields.get(b"offset"))
    )


def _parse_natural(value: bytes | None) -> int:
    """Parse a number; return 0 for any other value, which makes the listener read the database."""
    return int(value) if value and value.isdigit() else 0
