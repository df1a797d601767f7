"""Server of an application: discreet answers to malformed requests, listening, shared ports."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from rostrum.serving.runner import ListenError, Runner, bind_addresses, listen, listen_on
from tests.conference.connections.serving import serving

CANARY = "Swordfish-4711"


@pytest.fixture
async def runner() -> AsyncIterator[Runner]:
    """A runner of an application without routes, listening nowhere yet."""
    opened = Runner(web.Application(), access_log=None, shutdown_timeout=0.1)
    await opened.setup()
    yield opened
    await opened.cleanup()


async def exchange(port: int, request: bytes) -> bytes:
    """Send bytes and return all that is answered until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize(
    "request_",
    [
        f"GET /{CANARY} HTTP/9.9\r\nHost: a\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: a\r\n{CANARY}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: a\r\nCookie: {CANARY}\x01\r\n\r\n",
        f"G@T /{CANARY} HTTP/1.1\r\nHost: a\r\n\r\n",
        f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {CANARY}\r\n\r\n",
    ],
)
async def test_malformed_request_is_not_quoted(request_: str) -> None:
    async with serving() as site:
        with capture_logs() as logged:
            answer = await exchange(site.port, request_.encode("latin-1"))
    assert answer.partition(b"\r\n")[0].endswith(b" 400 Bad Request")
    assert answer.endswith(b"400 Bad Request\n")
    assert CANARY.encode() not in answer
    assert CANARY not in str(logged)
    assert [line["event"] for line in logged] == ["request.unreadable"]


async def test_too_long_header_is_named_without_its_content() -> None:
    request = f"GET / HTTP/1.1\r\nHost: a\r\nCookie: {CANARY * 2000}\r\n\r\n"
    async with serving() as site:
        answer = await exchange(site.port, request.encode())
    assert answer.split(b" ")[1] == b"431"
    assert CANARY.encode() not in answer


async def test_address_in_use_is_an_error(runner: Runner) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(OSError, match="in use"):
        await listen(runner, "127.0.0.1", other.getsockname()[1])


async def test_address_in_use_is_found_before_listening() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ListenError) as refused:
            await bind_addresses("127.0.0.1", port)
    assert refused.value.strerror == (
        f"cannot listen on 127.0.0.1:{port}: address already in use: end the program that listens there, "
        "or choose another port (--port, ROSTRUM_PORT)"
    )


async def test_unknown_host_is_explained() -> None:
    with pytest.raises(ListenError) as refused:
        await bind_addresses("no-such-host.invalid", 8080)
    assert str(refused.value.strerror).startswith("cannot listen on no-such-host.invalid:8080: ")


async def test_bound_address_refuses_clients_until_it_listens(runner: Runner) -> None:
    (bound,) = await bind_addresses("127.0.0.1", 0)
    port = bound.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
    await listen_on(runner, [bound])
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def test_processes_may_share_a_port(runner: Runner) -> None:
    await listen(runner, "127.0.0.1", 0, shared=True)
    port = runner.addresses[0][1]
    await listen(runner, "127.0.0.1", port, shared=True)
    assert [address[1] for address in runner.addresses] == [port, port]


async def test_host_name_is_listened_to_at_each_address(runner: Runner) -> None:
    await listen(runner, "localhost", 0)
    found = await asyncio.get_running_loop().getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)
    assert {address[0] for address in runner.addresses} == {address[0] for *_, address in found}


async def test_cleanup_ends_the_watch_of_connections() -> None:
    runner = Runner(web.Application(), access_log=None)
    await runner.setup()
    watching = [task for task in asyncio.all_tasks() if task.get_name() == "connections"]
    assert len(watching) == 1
    await runner.cleanup()
    assert watching[0].cancelled()
