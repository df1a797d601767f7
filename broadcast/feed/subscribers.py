"""The viewers of one language and kind on one node, divided into those that keep up and slow ones.

A viewer that keeps up has so few unsent bytes that any usual frame fits under the bound without a check, so a frame
costs only one write for each of them. The transport signals when that ends (asyncio's flow control); from then on the
connection's send queue checks each frame, until the transport signals that it has drained.
"""

from broadcast.feed.send_queue import BOUND, Counters, SendQueue, Transport


class SubscriberGroup:
    """Create the send queues of the viewers of one group, and send frames to all of them."""

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
        """Number of frames that wait in send queues."""
        return sum(send_queue.pending for send_queue in self._slow)

    def join(self, transport: Transport) -> SendQueue:
        """Add a viewer and return its send queue; the caller sends the first snapshot."""
        send_queue = SendQueue(transport, self._counters, bound=self._bound, on_flow=self._move_by_speed)
        transport.set_write_buffer_limits(send_queue.drained, send_queue.drained // 4)
        self._keeping_up[send_queue] = transport
        return send_queue

    def leave(self, send_queue: SendQueue) -> None:
        """Remove a viewer and drop its pending frames."""
        self._keeping_up.pop(send_queue, None)
        self._slow.pop(send_queue, None)
        send_queue.close()

    def begin(self, frame: bytes) -> None:
        """Send all viewers a snapshot, which replaces their pending frames."""
        for send_queue in [*self._keeping_up, *self._slow]:
            send_queue.begin(frame)

    def push(self, key: str, frame: bytes) -> None:
        """Send all viewers the newest frame of a key, at once or when it fits."""
        slow = list(self._slow)
        if len(frame) > self._usual:
            slow += self._keeping_up
        else:
            self._write_to_fast(frame)
        for send_queue in slow:
            send_queue.push(key, frame)

    def push_urgent(self, frame: bytes) -> None:
        """Send all viewers a frame at once, lagging ones included."""
        slow = list(self._slow)
        self._write_to_fast(frame)
        for send_queue in slow:
            send_queue.push_urgent(frame)

    def tick(self, frame: bytes) -> None:
        """Send a tick to those that are not lagging."""
        slow = list(self._slow)
        self._write_to_fast(frame)
        for send_queue in slow:
            send_queue.tick(frame)

    def _write_to_fast(self, frame: bytes) -> None:
        """Write a frame to all viewers that keep up; one that falls behind meanwhile is moved by `on_flow`."""
        transports = list(self._keeping_up.values())
        failed = 0
        for transport in transports:
            try:
                transport.write(frame)
            except RuntimeError:  # uvloop, once the transport is closed; `leave` follows
                failed += 1
        counters = self._counters
        counters.offered += len(transports)
        counters.sent += len(transports) - failed
        counters.dropped += failed

    def _move_by_speed(self, send_queue: SendQueue) -> None:
        """Move a viewer to the slow ones or back, after its transport has filled or drained."""
        if send_queue not in self._keeping_up and send_queue not in self._slow:
            return
        self._keeping_up.pop(send_queue, None)
        self._slow.pop(send_queue, None)
        if send_queue.keeps_up:
            self._keeping_up[send_queue] = send_queue.transport
        else:
            self._slow[send_queue] = None
