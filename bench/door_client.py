"""A door's device as a program: one connection that is kept, one scan after the other."""

import asyncio
import json
import secrets
from datetime import UTC, datetime
from typing import Any

from bench.door_site import MORNING

PATH = "/doors/v1/scans"


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
    """A scan that asks."""
    item = {
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
    return json.dumps({"items": [item]}).encode()


def answer_of(body: bytes) -> dict[str, Any]:
    """The one answer."""
    (answer,) = json.loads(body)["answers"]
    return dict(answer)


def now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)
