"""Viewers of the feed, as they should be and as they come."""

import asyncio
import json
from typing import Any

from websockets.asyncio.client import ClientConnection

WITHIN_S = 5.0


async def receive(connection: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(WITHIN_S):
        message: dict[str, Any] = json.loads(await connection.recv())
        return message


async def raw(port: int, request: bytes, *, until: bytes = b"\r\n\r\n") -> bytes:
    """What the server answers to these very bytes: its head, and what follows at once."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = b""
    try:
        async with asyncio.timeout(WITHIN_S):
            answer = await reader.readuntil(until)
        async with asyncio.timeout(0.1):
            answer += await reader.read(64 * 1024)
    except asyncio.IncompleteReadError as error:
        answer = error.partial
    except TimeoutError:
        assert answer
    finally:
        writer.close()
    return answer


def handshake(method: str = "GET", version: str = "1.1", path: str = "/feed/v1/fr/ws", **headers: str | None) -> bytes:
    given: dict[str, Any] = {
        "Host": "127.0.0.1",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    connections = [f"{method} {path} HTTP/{version}", *(f"{k}: {v}" for k, v in given.items() if v is not None)]
    return ("\r\n".join(connections) + "\r\n\r\n").encode()
