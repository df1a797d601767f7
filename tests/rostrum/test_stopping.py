"""A process that stops: unready first, then viewers sent away over time, open requests answered."""

import asyncio
import json
import signal
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError

from tests.support.live import LiveServer, live_server

VIEWERS = 12
DRAIN_S = 8
LINGER_S = 1


def status(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


async def viewer(server: LiveServer, ready: asyncio.Semaphore) -> tuple[float, int | None]:
    """Watches until the goodbye; gives the seconds after which to come back, and the code of the closing."""
    address = server.url.replace("http", "ws") + "/feed/v1/fr/ws"
    retry_after_s = -1.0
    async with connect(address) as connection:
        await connection.recv()
        ready.release()
        try:
            async for message in connection:
                said = json.loads(message)
                if said["type"] == "goodbye":
                    assert said["reason"] == "drain"
                    retry_after_s = said["retry_after_s"]
        except ConnectionClosedError:
            pass
        return retry_after_s, connection.close_code


def half_a_request(server: LiveServer) -> socket.socket:
    """A form that is still on its way."""
    port = int(server.url.rpartition(":")[2])
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    head = "POST /staff/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    connection.sendall(f"{head}Content-Length: 8\r\n\r\na=1&".encode())
    return connection


async def test_stopping_process_closes_connections_in_order(tmp_path: Path) -> None:
    settings = {"ROSTRUM_DRAIN_S": str(DRAIN_S), "ROSTRUM_LINGER_S": str(LINGER_S)}
    with live_server(tmp_path, settings) as server:
        ready = asyncio.Semaphore(0)
        viewers = [asyncio.create_task(viewer(server, ready)) for _ in range(VIEWERS)]
        for _ in viewers:
            await asyncio.wait_for(ready.acquire(), 10)
        server.process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.3)
        code, body = await asyncio.to_thread(status, f"{server.url}/readyz")
        assert (code, json.loads(body)["parts"]["serving"]) == (503, False)
        assert (await asyncio.to_thread(status, f"{server.url}/healthz"))[0] == 200
        form = await asyncio.to_thread(half_a_request, server)
        told = await asyncio.wait_for(asyncio.gather(*viewers), 20)
        form.sendall(b"b=2&")
        assert (await asyncio.to_thread(form.recv, 4096)).startswith(b"HTTP/1.1 403 ")
        form.close()
        assert await asyncio.to_thread(server.process.wait, 20) == 0
    waits = [retry_after_s for retry_after_s, _ in told]
    assert {code for _, code in told} == {1012}
    assert len(set(waits)) > VIEWERS / 2
    assert 0 < min(waits) < max(waits) <= DRAIN_S
    assert max(waits) - min(waits) > DRAIN_S / 4


def test_second_signal_ends_the_process_at_once(tmp_path: Path) -> None:
    with live_server(tmp_path, {"ROSTRUM_LINGER_S": "600"}) as server:
        server.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 10
        while status(f"{server.url}/readyz")[0] == 200:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(5) == 128 + signal.SIGINT
