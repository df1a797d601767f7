"""The viewers of one language and kind on one node: those that keep up, and those that do not.

Who keeps up has so little unsent that any usual frame fits under the bound without a look at the connection, so a frame
costs each of them one write and nothing else. The transport itself says when that ends (asyncio's flow control); from
then on the connection's outbox weighs every frame, until the transport says that it has drained.
"""

from broadcast.feed.send_queue import BOUND, Counters, SendQueue, Transport


class SubscriberGroup:
    """Makes the outboxes of its viewers, and sends to all of them."""

    def __init__(self, counters: Counters, *, bound: int = BOUND) -> None:
        self._counters = counters
        self._bound = bound
        self._usual = bound - bound // 4
        self._keeping_up: dict[SendQueue, Transport] = {}
        self._slow: dict[SendQueue, None] = {}

    def __len__(self) -> int:
        return len(self._keeping_up) + len(self._slow)

    @property
    def pending(self) -> int:
        """How many frames wait in outboxes."""
        return sum(send_queue.pending for send_queue in self._slow)

    def join(self, transport: Transport) -> SendQueue:
        """A viewer comes; it still needs a snapshot to begin with."""
        send_queue = SendQueue(transport, self._counters, bound=self._bound, on_flow=self._sort)
        transport.set_write_buffer_limits(send_queue.drained, send_queue.drained // 4)
        self._keeping_up[send_queue] = transport
        return send_queue

    def leave(self, send_queue: SendQueue) -> None:
        """A viewer has gone; what still waits for it is dropped."""
        self._keeping_up.pop(send_queue, None)
        self._slow.pop(send_queue, None)
        send_queue.close()

    def begin(self, frame: bytes) -> None:
        """Send everybody a snapshot, which replaces whatever waits."""
        for send_queue in [*self._keeping_up, *self._slow]:
            send_queue.begin(frame)

    def push(self, key: str, frame: bytes) -> None:
        """Send everybody the newest frame of a key, now or when it fits."""
        slow = list(self._slow)
        if len(frame) > self._usual:
            slow += self._keeping_up
        else:
            self._write(frame)
        for send_queue in slow:
            send_queue.push(key, frame)

    def push_urgent(self, frame: bytes) -> None:
        """Send everybody a frame that waits for nothing."""
        slow = list(self._slow)
        self._write(frame)
        for send_queue in slow:
            send_queue.push_urgent(frame)

    def tick(self, frame: bytes) -> None:
        """Send a tick to those that are not lagging."""
        slow = list(self._slow)
        self._write(frame)
        for send_queue in slow:
            send_queue.tick(frame)

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

    def _sort(self, send_queue: SendQueue) -> None:
        """The transport of an outbox has filled, or drained."""
        if send_queue not in self._keeping_up and send_queue not in self._slow:
            return
        self._keeping_up.pop(send_queue, None)
        self._slow.pop(send_queue, None)
        if send_queue.keeps_up:
            self._keeping_up[send_queue] = send_queue.transport
        else:
            self._slow[send_queue] = None
