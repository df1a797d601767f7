"""What waits to be sent to one connection, bounded in bytes.

A connection that keeps up has nothing here: frames go straight to its transport. One whose transport is full to the
bound is lagging: of each key only the newest frame is kept, and sent in the order of the board once the transport has
drained, so that after any frame the client has seen, or seen replaced, everything before it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

BOUND = 256 * 1024
"""Bytes a transport may hold unsent before its connection is lagging: four snapshots of a two-day programme in one
language, and 2.5 GB for ten thousand connections that all stop reading at once."""

HARD_BOUND = 4 * BOUND
"""Bytes at which a connection is cut that does not even take what is urgent."""


class Transport(Protocol):
    """The part of an asyncio transport that an outbox needs."""

    def write(self, data: bytes) -> None: ...
    def get_write_buffer_size(self) -> int: ...
    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None: ...
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


class SendQueue:
    """The way to one connection. Not for several threads.

    Whoever owns the transport tells of its flow control by `pause` and `resume`; `on_flow` hears that `keeps_up` may
    have changed.
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
        """Bytes up to which a connection keeps up, and under which a frame of any size may be sent."""
        return self._bound // 4

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
        self._weigh()

    def push(self, key: str, frame: bytes) -> None:
        """Send the newest frame of a key, or let it wait: then the connection is lagging."""
        if self.closed:
            return
        counters = self._counters
        counters.offered += 1
        if self._pending is None:
            if self._fits(frame):
                self._write(frame)
                return
            counters.lagged += 1
            self._pending = {}
        if self._pending.pop(key, None) is not None:
            counters.conflated += 1
        self._pending[key] = frame

    def push_urgent(self, frame: bytes) -> None:
        """Send a frame now whatever the bound, after all that waits; one that takes nothing any more is cut."""
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

    def pause(self) -> None:
        """The transport holds more than `drained`."""
        self._weigh()

    def resume(self) -> None:
        """The transport has drained: send what waits, as far as it fits."""
        pending = self._pending
        while pending and not self.closed:
            key = next(iter(pending))
            if not self._fits(pending[key]):
                break
            self._write(pending.pop(key))
        if not pending:
            self._pending = None
        self._weigh()

    def close(self) -> None:
        """Nothing is sent any more; what waits is dropped."""
        if not self.closed:
            self.closed = True
            self._counters.dropped += self.pending
            self._pending = None
            self._weigh()

    def _fits(self, frame: bytes) -> bool:
        held = self.transport.get_write_buffer_size()
        return held + len(frame) <= self._bound or held <= self.drained

    def _weigh(self) -> None:
        """Judge again whether the connection keeps up: it is open, nothing waits here, and little there."""
        keeps_up = not self.closed and self._pending is None and self.transport.get_write_buffer_size() <= self.drained
        if keeps_up != self.keeps_up:
            self.keeps_up = keeps_up
            self._on_flow(self)

    def _write(self, frame: bytes) -> None:
        try:
            self.transport.write(frame)
        except RuntimeError:  # uvloop, once the transport is closed
            self._counters.dropped += 1
            self.close()
        else:
            self._counters.sent += 1
