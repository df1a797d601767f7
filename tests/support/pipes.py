"""Connections without a network: what is written waits until the test lets it flow, then a viewer takes it."""

from broadcast.client.apply import View
from broadcast.client.watch import see
from broadcast.feed import wire
from broadcast.feed.send_queue import SendQueue


class Pipe:
    """A transport that holds what is written until the test lets it flow, and tells `send_queue` as asyncio's would."""

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
        """Let frames through to the client."""
        count = len(self.held) if frames is None else frames
        passed, self.held = self.held[:count], self.held[count:]
        self.received += passed
        if self.paused and self.get_write_buffer_size() <= self.low:
            self.paused = False
            if self.send_queue is not None:
                self.send_queue.resume()
        return passed


class Bottomless(Pipe):
    """A transport that takes everything at once."""

    def get_write_buffer_size(self) -> int:
        return 0


def payload_of(frame: bytes) -> bytes:
    """What a whole unmasked text frame carries."""
    assert frame[0] == 0x81
    length, start = frame[1], 2
    if length == 126:
        length, start = int.from_bytes(frame[2:4], "big"), 4
    elif length == 127:
        length, start = int.from_bytes(frame[2:10], "big"), 10
    assert len(frame) == start + length
    return frame[start:]


def taken(view: View, frames: list[bytes]) -> View:
    """The view after the frames."""
    for frame in frames:
        view = see(view, wire.decode_message(payload_of(frame))).view
    return view
