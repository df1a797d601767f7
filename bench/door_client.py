"""A door's device as a program: one connection that is kept, one scan after the other."""

import asyncio
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from bench.door_site import MORNING

PATH = "/doors/v1/scans"


@dataclass(frozen=True)
class Delays:
    """Seconds that each request took, sorted, and how long all of them took together."""

    seconds: Sequence[float]
    took_s: float

    def at(self, share: float) -> float:
        """Milliseconds within which that share was done."""
        return 1000 * self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.seconds) / self.took_s

    def line(self, what: str, note: str = "") -> str:
        """A row of the table."""
        p50, p95, p99 = (self.at(share) for share in (0.5, 0.95, 0.99))
        return f"  {what:34} p50 {p50:6.2f}  p95 {p95:6.2f}  p99 {p99:6.2f} ms  {self.rate:7.0f} /s  {note}"


def said(what: str, aim: float, transaction: str, met: bool) -> str:
    """An aim, and whether it is met."""
    return f"aim: {what} {aim:.0f} {transaction}: {'met' if met else 'NOT met'}"


class HttpError(Exception):
    """The server answered something else than 200."""


class Link:
    """One connection over HTTP/1.1 that is kept."""

    def __init__(self, port: int, token: str = "", path: str = PATH) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()

    async def post(self, body: bytes) -> bytes:
        """The answer's body. Raises OSError or EOFError when the connection is lost, HttpError for another status."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(self._head + str(len(body)).encode() + b"\r\n\r\n" + body)
        head = await reader.readuntil(b"\r\n\r\n")
        lowered = head.lower()
        length = int(lowered.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        answer = await reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 200 "):
            raise HttpError(head.split(b"\r\n", 1)[0].decode() + " " + answer[:300].decode())
        return answer

    def drop(self) -> None:
        """Forget the connection."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


def scan_body(text: str, door: str, *, direction: str = "entry", key: str = "") -> bytes:
    """A message of one online scan."""
    return json.dumps({"items": [scan_item(text, door, direction=direction, key=key)]}).encode()


def scan_item(text: str, door: str, *, direction: str = "entry", key: str = "") -> dict[str, object]:
    """An online scan as it is sent."""
    return {
        "kind": "scan",
        "key": key or secrets.token_hex(8),
        "door": door,
        "text": text,
        "method": "camera",
        "direction": direction,
        "scanned_at": MORNING.astimezone(UTC).isoformat(),
        "skew_ms": 0,
        "decided": None,
    }


def answer_of(body: bytes) -> dict[str, Any]:
    """The one answer."""
    (answer,) = json.loads(body)["answers"]
    return dict(answer)
