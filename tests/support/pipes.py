"""Transports without a network: written frames wait until the test delivers them."""

from broadcast.client.apply import View
from broadcast.client.watch import see
from broadcast.feed import wire
from broadcast.feed.send_queue import SendQueue


class Pipe:
    """A transport that holds frames until the test calls `flow`; it pauses and resumes `send_queue` like asyncio."""

    def __init__(self) -> None:
        self.send_queue: SendQueue | None = None
        self.high, self.low = 1 << 16, 1 << 14
        self.paused = False
        self.held: list[bytes] = []
        self.received: list[bytes] = []
        self.aborted = False
        self.closed = False

    def write(self, data: bytes) -> None:
        if self.closed:
            raise RuntimeError("unable to perform operation on a closed transport")
        self.held.append(data)
        if not self.paused and self.get_write_buffer_size() > self.high:
            self.paused = True
            if self.send_queue is not None:
                self.send_queue.pause()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        assert high is not None
        assert low is not None
        self.high, self.low = high, low

    def get_write_buffer_size(self) -> int:
        return sum(map(len, self.held))

    def abort(self) -> None:
        self.aborted = True

    def flow(self, frames: int | None = None) -> list[bytes]:
        """Deliver the first `frames` held frames (default: all) to the client and return them."""
        count = len(self.held) if frames is None else frames
        passed, self.held = self.held[:count], self.held[count:]
        self.received += passed
        if self.paused and self.get_write_buffer_size() <= self.low:
            self.paused = False
            if self.send_queue is not None:
                self.send_queue.resume()
        return passed


class Bottomless(Pipe):
    """A transport that is never full."""

    def get_write_buffer_size(self) -> int:
        return 0


def payload_of(frame: bytes) -> bytes:
    """Return the payload of a complete unmasked text frame."""
    assert frame[0] == 0x81
    length, start = frame[1], 2
    if length == 126:
        length, start = int.from_bytes(frame[2:4], "big"), 4
    elif length == 127:
        length, start = int.from_bytes(frame[2:10], "big"), 10
    assert len(frame) == start + length
    return frame[start:]


def taken(view: View, frames: list[bytes]) -> View:
    """Return the view after the frames."""
    for frame in frames:
        view = see(view, wire.decode_message(payload_of(frame))).view
    return view
