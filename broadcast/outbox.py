"""What waits to be sent to one connection, bounded in bytes.

A connection that keeps up has nothing here: frames go straight to its transport. One that does not is lagging: of each
key only the newest frame is kept, and sent in the order of the board once the transport has drained, so that after
any frame the client has seen, or seen replaced, everything before it.
"""

from dataclasses import dataclass
from typing import Protocol

BOUND = 256 * 1024
"""Bytes a transport may hold unsent before its connection is lagging: four snapshots of a two-day programme in one
language, and 2.5 GB for ten thousand connections that all stop reading at once."""

DRAINED = BOUND // 4
"""Bytes at which a lagging connection counts as drained, and under which a frame of any size may be sent."""

HARD_BOUND = 4 * BOUND
"""Bytes at which a connection is cut that does not even take what is urgent."""


class Transport(Protocol):
    """The part of an asyncio transport that an outbox needs."""

    def write(self, data: bytes) -> None: ...
    def get_write_buffer_size(self) -> int: ...
    def abort(self) -> None: ...


@dataclass(slots=True)
class Counters:
    """What became of the frames offered to all connections: offered = sent + conflated + dropped + those pending.

    Conflated: a newer one of the same key took its place. Dropped: the connection ended first. `lagged` counts how
    often a connection fell behind, `cut` those that were ended for not taking anything.
    """

    offered: int = 0
    sent: int = 0
    conflated: int = 0
    dropped: int = 0
    lagged: int = 0
    cut: int = 0


class Outbox:
    """The way to one connection. Not for several threads."""

    __slots__ = ("_bound", "_counters", "_drained", "_pending", "_transport", "closed")

    def __init__(self, transport: Transport, counters: Counters, *, bound: int = BOUND) -> None:
        self._transport = transport
        self._counters = counters
        self._bound = bound
        self._drained = bound // 4
        self._pending: dict[str, bytes] | None = None
        self.closed = False

    @property
    def lagging(self) -> bool:
        """Whether frames wait here because the transport is full."""
        return self._pending is not None

    @property
    def pending(self) -> int:
        """How many frames wait here."""
        return len(self._pending) if self._pending else 0

    def begin(self, frame: bytes) -> None:
        """Send a snapshot, which replaces whatever waits; never too large to be sent (CASES B6)."""
        if self.closed:
            return
        self._counters.offered += 1
        self._counters.conflated += self.pending
        self._pending = None
        self._write(frame)

    def push(self, key: str, frame: bytes) -> bool:
        """Send the newest frame of a key, or let it wait. True when the connection has just begun to lag."""
        if self.closed:
            return False
        counters = self._counters
        counters.offered += 1
        if self._pending is None:
            if self._fits(frame):
                self._write(frame)
                return False
            counters.lagged += 1
            self._pending = {key: frame}
            return True
        if self._pending.pop(key, None) is not None:
            counters.conflated += 1
        self._pending[key] = frame
        return False

    def push_urgent(self, frame: bytes) -> None:
        """Send a frame now whatever the bound, after all that waits; one that takes nothing any more is cut."""
        if self.closed:
            return
        self._counters.offered += 1
        held = self._transport.get_write_buffer_size() + sum(map(len, (self._pending or {}).values()))
        if held + len(frame) > max(HARD_BOUND, self._bound * 4):
            self._counters.dropped += 1
            self._counters.cut += 1
            self._transport.abort()
            self.close()
            return
        waiting, self._pending = self._pending or {}, None
        for earlier in waiting.values():
            self._write(earlier)
        self._write(frame)

    def tick(self, frame: bytes) -> None:
        """Send a tick unless the connection is lagging: the next one says more."""
        if self.closed:
            return
        self._counters.offered += 1
        if self._pending is None and self._fits(frame):
            self._write(frame)
        else:
            self._counters.conflated += 1

    def flush(self) -> bool:
        """Send what waits as far as it fits; to be called now and then while lagging. True when nothing waits."""
        pending = self._pending
        if pending is None or self.closed:
            return True
        if self._transport.get_write_buffer_size() > self._drained:
            return False
        while pending:
            key = next(iter(pending))
            if not self._fits(pending[key]):
                return False
            self._write(pending.pop(key))
        self._pending = None
        return True

    def close(self) -> None:
        """Nothing is sent any more; what waits is dropped."""
        if not self.closed:
            self.closed = True
            self._counters.dropped += self.pending
            self._pending = None

    def _fits(self, frame: bytes) -> bool:
        held = self._transport.get_write_buffer_size()
        return held + len(frame) <= self._bound or held <= self._drained

    def _write(self, frame: bytes) -> None:
        try:
            self._transport.write(frame)
        except RuntimeError:  # uvloop, once the transport is closed
            self._counters.dropped += 1
            self.close()
        else:
            self._counters.sent += 1
