"""Every handshake that is none is refused (CASES B24)."""

from typing import Any

import pytest
from websockets.asyncio.client import connect

from tests.broadcast.feed.web.clients import handshake, raw, receive
from tests.support.feed_server import Served


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
@pytest.mark.parametrize("path", ["/feed/v1/fr/ws", "/feed/v1/fr/events"])
async def test_another_method_is_not_allowed(served: Served, method: str, path: str) -> None:
    answer = await raw(served.port, handshake(method, path=path, Content_Length="0"))
    assert answer.startswith(b"HTTP/1.1 405 ")
    assert b"\r\nallow: get" in answer.lower()
    assert len(served.feed.connections) == 0


@pytest.mark.parametrize("path", ["/feed/v1/fr/ws", "/feed/v1/fr/events"])
async def test_http_1_0_is_not_spoken(served: Served, path: str) -> None:
    answer = await raw(served.port, handshake(version="1.0", path=path))
    assert answer.split(b" ")[1] == b"505"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1:1", "http://127.0.0.1.evil.example", "null", "", "http://"]
)
@pytest.mark.parametrize("path", ["/feed/v1/fr/ws", "/feed/v1/fr/events"])
async def test_foreign_page_is_refused(served: Served, origin: str, path: str) -> None:
    answer = await raw(served.port, handshake(path=path, Host=f"127.0.0.1:{served.port}", Origin=origin))
    assert answer.startswith(b"HTTP/1.1 403 ")


async def test_our_own_page_is_not(served: Served) -> None:
    host = f"127.0.0.1:{served.port}"
    answer = await raw(served.port, handshake(Host=host, Origin=f"http://{host}"), until=b'"type":"snapshot"')
    assert answer.startswith(b"HTTP/1.1 101 ")


@pytest.mark.parametrize(
    "headers",
    [
        {"Upgrade": None},
        {"Connection": "keep-alive"},
        {"Sec_WebSocket_Key": None},
        {"Sec_WebSocket_Key": "short"},
        {"Sec_WebSocket_Version": None},
    ],
)
async def test_malformed_handshake_is_refused(served: Served, headers: dict[str, Any]) -> None:
    answer = await raw(served.port, handshake(**headers))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert len(served.feed.connections) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Long": "x" * 20_000},
        {"Cookie": "a=" + "b" * 100_000},
        {f"X_{n}": "1" for n in range(400)},
    ],
)
async def test_huge_headers_are_refused_and_not_repeated(served: Served, headers: dict[str, Any]) -> None:
    answer = await raw(served.port, handshake(**headers))
    assert answer.split(b" ")[1] == b"431"
    assert answer.endswith(b"\r\n\r\n431 Request Header Fields Too Large\n")


@pytest.mark.parametrize("language", ["xx", "EN", "en-GB", "%2e%2e", "ar%00", ""])
@pytest.mark.parametrize("path", ["ws", "events", "board.json"])
async def test_unknown_language_is_not_found(served: Served, language: str, path: str) -> None:
    answer = await raw(served.port, handshake(path=f"/feed/v1/{language}/{path}"))
    assert answer.startswith(b"HTTP/1.1 404 ")


async def test_after_bad_handshakes_a_good_one_still_works(served: Served) -> None:
    for _ in range(20):
        await raw(served.port, handshake(Sec_WebSocket_Key="short"))
    async with connect(served.ws()) as viewer:
        assert (await receive(viewer))["type"] == "snapshot"
