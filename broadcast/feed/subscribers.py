"""The viewers of one language and kind on one node: those that keep up, and those that do not.

Who keeps up has so little unsent that any usual frame fits under the bound without a look at the connection, so a frame
costs each of them one write and nothing else. The transport itself says when that ends (asyncio's flow control); from
then on the connection's outbox weighs every frame, until the transport says that it has drained.
"""

from broadcast.feed.send_queue import BOUND, Counters, Outbox, Transport


class Audience:
    """Makes the outboxes of its viewers, and sends to all of them."""

    def __init__(self, counters: Counters, *, bound: int = BOUND) -> None:
        self._counters = counters
        self._bound = bound
        self._usual = bound - bound // 4
        self._keeping_up: dict[Outbox, Transport] = {}
        self._slow: dict[Outbox, None] = {}

    def __len__(self) -> int:
        return len(self._keeping_up) + len(self._slow)

    @property
    def pending(self) -> int:
        """How many frames wait in outboxes."""
        return sum(outbox.pending for outbox in self._slow)

    def join(self, transport: Transport) -> Outbox:
        """A viewer comes; it still needs a snapshot to begin with."""
        outbox = Outbox(transport, self._counters, bound=self._bound, on_flow=self._sort)
        transport.set_write_buffer_limits(outbox.drained, outbox.drained // 4)
        self._keeping_up[outbox] = transport
        return outbox

    def leave(self, outbox: Outbox) -> None:
        """A viewer has gone; what still waits for it is dropped."""
        self._keeping_up.pop(outbox, None)
        self._slow.pop(outbox, None)
        outbox.close()

    def begin(self, frame: bytes) -> None:
        """Send everybody a snapshot, which replaces whatever waits."""
        for outbox in [*self._keeping_up, *self._slow]:
            outbox.begin(frame)

    def push(self, key: str, frame: bytes) -> None:
        """Send everybody the newest frame of a key, now or when it fits."""
        slow = list(self._slow)
        if len(frame) > self._usual:
            slow += self._keeping_up
        else:
            self._write(frame)
        for outbox in slow:
            outbox.push(key, frame)

    def push_urgent(self, frame: bytes) -> None:
        """Send everybody a frame that waits for nothing."""
        slow = list(self._slow)
        self._write(frame)
        for outbox in slow:
            outbox.push_urgent(frame)

    def tick(self, frame: bytes) -> None:
        """Send a tick to those that are not lagging."""
        slow = list(self._slow)
        self._write(frame)
        for outbox in slow:
            outbox.tick(frame)

    def _write(self, frame: bytes) -> None:
        """To everyone who keeps up; who falls behind with this very frame is sorted out meanwhile."""
        transports = list(self._keeping_up.values())
        died = 0
        for transport in transports:
            try:
                transport.write(frame)
            except RuntimeError:  # uvloop, once the transport is closed; whoever opened it forgets it soon
                died += 1
        counters = self._counters
        counters.offered += len(transports)
        counters.sent += len(transports) - died
        counters.dropped += died

    def _sort(self, outbox: Outbox) -> None:
        """The transport of an outbox has filled, or drained."""
        if outbox not in self._keeping_up and outbox not in self._slow:
            return
        self._keeping_up.pop(outbox, None)
        self._slow.pop(outbox, None)
        if outbox.keeps_up:
            self._keeping_up[outbox] = outbox.transport
        else:
            self._slow[outbox] = None
