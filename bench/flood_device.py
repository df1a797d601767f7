"""One device that sends scans as fast as the server takes them: raw sockets and requests prepared beforehand.

`python -m bench.flood_device` reads one line of JSON (`Orders`), prepares its requests and says `{"ready": …}`. The
next line starts the flood; its end is told as `Outcome`. Preparation is not part of what is measured.
"""

import json
import selectors
import socket
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from base45 import b45decode, b45encode

from accreditation.badges.domain.tokens import PREFIX
from bench.door_client import PATH, scan_item
from bench.door_site import MORNING

RECEIVE_BYTES = 1 << 18
QUEUED_EVERY = timedelta(microseconds=100)
"""Between two scans of an offline queue, the first of which is of the moment at which the event begins."""


@dataclass(frozen=True)
class Orders:
    """What to send: `scans` in requests of `per_request` on so many `connections`, within `seconds`.

    `kind`: `online` scans ask for a verdict, `offline` ones carry it, `forged` ones ask about tokens whose signature is
    wrong. A request that is refused is sent again: after its Retry-After when the device is `patient`, else behind the
    others and without a pause.
    """

    port: int
    token: str
    door: str
    badges: Sequence[str]
    kind: str
    scans: int
    per_request: int
    connections: int
    seconds: float
    patient: bool


@dataclass
class Outcome:
    """What became of the requests: by status, the scans that were taken, whether each refusal had a Retry-After."""

    seconds: float = 0.0
    taken: int = 0
    refused: int = 0
    unanswered: int = 0
    without_retry_after: int = 0
    statuses: Counter[str] = field(default_factory=Counter)


def requests_of(orders: Orders) -> Iterator[bytes]:
    """The requests, each scan with a key of its own."""
    items = [_item(orders, number) for number in range(orders.scans)]
    for start in range(0, len(items), orders.per_request):
        body = json.dumps({"items": items[start : start + orders.per_request]}).encode()
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{orders.port}\r\nAuthorization: Bearer {orders.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


def _item(orders: Orders, number: int) -> dict[str, object]:
    turn, place = divmod(number, len(orders.badges))
    direction = "exit" if turn % 2 else "entry"
    badge = orders.badges[place]
    text = forged_token(badge, number) if orders.kind == "forged" else badge
    item = scan_item(text, orders.door, direction=direction)
    if orders.kind == "offline":
        verdict = "exit_recorded" if turn % 2 else "admitted"
        item["decided"] = {"verdict": verdict, "direction": direction}
        item["scanned_at"] = (MORNING + QUEUED_EVERY * number).isoformat()
    return item


def forged_token(text: str, number: int) -> str:
    """The token with another signature for each number."""
    data = bytearray(b45decode(text.removeprefix(PREFIX)))
    data[-1] ^= 1 + number % 255
    data[-2] ^= number // 255 % 256
    return PREFIX + str(b45encode(bytes(data)), "ascii")


@dataclass(eq=False)
class _Connection:
    link: socket.socket
    sent: int = 0
    request: bytes = b""
    answer: bytes = b""
    scans: int = 0
    free_at: float = 0.0


class Flood:
    """One thread over all connections; each carries one request at a time."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._waiting = deque(requests_of(orders))
        self._selector = selectors.DefaultSelector()
        self._resting: list[_Connection] = []
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Send until all is answered or the time is over."""
        began = time.perf_counter()
        until = began + self._orders.seconds
        busy = 0
        for _ in range(self._orders.connections):
            busy += self._send_next(_Connection(self._connected()))
        while busy and (now := time.perf_counter()) < until:
            for key, events in self._selector.select(min(0.05, until - now)):
                busy -= self._serve(key.data, events)
            rested = [one for one in self._resting if one.free_at <= now]
            for one in rested:
                self._resting.remove(one)
                busy -= not self._send_next(one)
        self.outcome.seconds = time.perf_counter() - began
        self.outcome.unanswered = sum(bool(key.data.request) for key in self._selector.get_map().values())
        return self.outcome

    def _connected(self) -> socket.socket:
        link = socket.create_connection(("127.0.0.1", self._orders.port))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link.setblocking(False)
        return link

    def _send_next(self, one: _Connection) -> bool:
        """Begin the next request; whether there is one."""
        if not self._waiting:
            if one.link in self._selector.get_map():
                self._selector.unregister(one.link)
            one.link.close()
            return False
        one.request, one.sent, one.answer = self._waiting.popleft(), 0, b""
        self._write(one)
        return True

    def _write(self, one: _Connection) -> None:
        with suppress(BlockingIOError):
            one.sent += one.link.send(memoryview(one.request)[one.sent :])
        left = one.sent < len(one.request)
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if left else 0)
        if one.link in self._selector.get_map():
            self._selector.modify(one.link, events, one)
        else:
            self._selector.register(one.link, events, one)

    def _serve(self, one: _Connection, events: int) -> bool:
        """Go on with a connection that is ready; whether it has ended."""
        if events & selectors.EVENT_WRITE:
            self._write(one)
        if not events & selectors.EVENT_READ:
            return False
        received = one.link.recv(RECEIVE_BYTES)
        if not received:
            self._selector.unregister(one.link)
            one.link.close()
            self._waiting.append(one.request)
            return not self._send_next(_Connection(self._connected()))
        one.answer += received
        head, found, body = one.answer.partition(b"\r\n\r\n")
        if not found or len(body) < int(_header(head, b"content-length") or b"0"):
            return False
        return not self._count(one, head)

    def _count(self, one: _Connection, head: bytes) -> bool:
        """Count an answer and begin the next request; whether there is one, now or later."""
        status, request, one.request = head[9:12].decode(), one.request, b""
        self.outcome.statuses[status] += 1
        retry_after = _header(head, b"retry-after")
        if status == "200":
            self.outcome.taken += one.answer.count(b'"problem":null')
        else:
            self.outcome.refused += 1
            self.outcome.without_retry_after += retry_after is None
        if status != "200" and self._orders.patient:
            self._waiting.appendleft(request)
            one.free_at = time.perf_counter() + float(retry_after or b"1")
            self._resting.append(one)
            return True
        if status != "200":
            self._waiting.append(request)
        return self._send_next(one)


def _header(head: bytes, name: bytes) -> bytes | None:
    _, found, rest = head.lower().partition(b"\r\n" + name + b":")
    return rest.partition(b"\r\n")[0].strip() if found else None


def main() -> None:
    """Take the orders, prepare, wait for the word, flood, tell."""
    flood = Flood(Orders(**json.loads(sys.stdin.readline())))
    print(json.dumps({"ready": True}), flush=True)
    sys.stdin.readline()
    print(json.dumps(vars(flood.run())), flush=True)


if __name__ == "__main__":
    main()
