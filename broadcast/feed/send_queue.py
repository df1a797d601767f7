"""Queue of the frames that wait for one connection, bounded in bytes.

For a connection that keeps up the queue is empty: frames are written to its transport at once. A connection whose
transport is full to the bound is lagging: only the newest frame of each key is kept, and sent in the order of the
board once the transport has drained. So, after any frame, the client has received each earlier frame or a newer one of
its key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

BOUND = 256 * 1024
"""Bytes a transport may hold unsent before its connection is lagging: four snapshots of a two-day programme in one
language, and 2.5 GB for ten thousand connections that all stop reading at once."""

HARD_BOUND = 4 * BOUND
"""Bytes at which a connection is cut that does not read urgent frames either."""


class Transport(Protocol):
    """The part of an asyncio transport that a send queue needs."""

    def write(self, data: bytes) -> None: ...
    def get_write_buffer_size(self) -> int: ...
    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None: ...
    def abort(self) -> None: ...


@dataclass(slots=True)
class Counters:
    """Counts of the frames of all connections: offered = sent + conflated + dropped + pending.

    Conflated: replaced by a newer frame of the same key. Dropped: the connection ended first. `lagged` counts how
    often a connection fell behind, `cut` the connections that were aborted because they did not read.
    """

    offered: int = 0
    sent: int = 0
    conflated: int = 0
    dropped: int = 0
    lagged: int = 0
    cut: int = 0


class SendQueue:
    """The send queue of one connection. Not thread-safe.

    The owner of the transport forwards its flow control to `pause` and `resume`; `on_flow` is called when `keeps_up`
    has changed.
    """

    __slots__ = ("_bound", "_counters", "_on_flow", "_pending", "closed", "keeps_up", "transport")

    def __init__(
        self,
        transport: Transport,
        counters: Counters,
        *,
        bound: int = BOUND,
        on_flow: "Callable[[SendQueue], None]" = lambda _: None,
    ) -> None:
        self.transport = transport
        self._counters = counters
        self._bound = bound
        self._on_flow = on_flow
        self._pending: dict[str, bytes] | None = None
        self.keeps_up = True
        self.closed = False

    @property
    def drained(self) -> int:
        """Unsent bytes up to which a connection keeps up and may be sent a frame of any size."""
        return self._bound // 4

    @property
    def lagging(self) -> bool:
        """Whether frames are queued because the transport is full."""
        return self._pending is not None

    @property
    def pending(self) -> int:
        """Number of queued frames."""
        return len(self._pending) if self._pending else 0

    def begin(self, frame: bytes) -> None:
        """Send a snapshot, which replaces all queued frames; it is sent at any size (CASES B6)."""
        if self.closed:
            return
        self._counters.offered += 1
        self._counters.conflated += self.pending
        self._pending = None
        self._write_frame(frame)
        self._update_keeps_up()

    def push(self, key: str, frame: bytes) -> None:
        """Send the newest frame of a key, or queue it; then the connection is lagging."""
        if self.closed:
            return
        counters = self._counters
        counters.offered += 1
        if self._pending is None:
            if self._has_room_for(frame):
                self._write_frame(frame)
                return
            counters.lagged += 1
            self._pending = {}
        if self._pending.pop(key, None) is not None:
            counters.conflated += 1
        self._pending[key] = frame

    def push_urgent(self, frame: bytes) -> None:
        """Send a frame at once after all queued ones, beyond the bound; cut the connection at the hard bound."""
        if self.closed:
            return
        self._counters.offered += 1
        held = self.transport.get_write_buffer_size() + sum(map(len, (self._pending or {}).values()))
        if held + len(frame) > max(HARD_BOUND, self._bound * 4):
            self._counters.dropped += 1
            self._counters.cut += 1
            self.transport.abort()
            self.close()
            return
        waiting, self._pending = self._pending or {}, None
        for earlier in waiting.values():
            self._write_frame(earlier)
        self._write_frame(frame)

    def tick(self, frame: bytes) -> None:
        """Send a tick unless the connection is lagging: the next tick replaces it."""
        if self.closed:
            return
        self._counters.offered += 1
        if self._pending is None and self._has_room_for(frame):
            self._write_frame(frame)
        else:
            self._counters.conflated += 1

    def pause(self) -> None:
        """Note that the transport holds more than `drained` bytes."""
        self._update_keeps_up()

    def resume(self) -> None:
        """Send the queued frames that fit, after the transport has drained."""
        pending = self._pending
        while pending and not self.closed:
            key = next(iter(pending))
            if not self._has_room_for(pending[key]):
                break
            self._write_frame(pending.pop(key))
        if not pending:
            self._pending = None
        self._update_keeps_up()

    def close(self) -> None:
        """Stop sending and drop the queued frames."""
        if not self.closed:
            self.closed = True
            self._counters.dropped += self.pending
            self._pending = None
            self._update_keeps_up()

    def _has_room_for(self, frame: bytes) -> bool:
        held = self.transport.get_write_buffer_size()
        return held + len(frame) <= self._bound or held <= self.drained

    def _update_keeps_up(self) -> None:
        """Update `keeps_up`: the connection is open, no frame is queued, and the transport holds few bytes."""
        keeps_up = not self.closed and self._pending is None and self.transport.get_write_buffer_size() <= self.drained
        if keeps_up != self.keeps_up:
            self.keeps_up = keeps_up
            self._on_flow(self)

    def _write_frame(self, frame: bytes) -> None:
        try:
            self.transport.write(frame)
        except RuntimeError:  # uvloop, once the transport is closed
            self._counters.dropped += 1
            self.close()
        else:
            self._counters.sent += 1
