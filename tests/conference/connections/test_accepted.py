"""Connections before their first request, over TLS too, with the event loops of asyncio and uvloop."""

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import pytest
import uvloop

from conference.connections import limits
from rostrum.serving.tls import Identity, ensure_identity
from rostrum.settings import Settings
from tests.conference.connections.serving import GET, WITHIN_S, Client, Site, serving, until

Test = Callable[[Site, ssl.SSLContext], Coroutine[Any, Any, None]]


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return ensure_identity(Settings(data_dir=tmp_path_factory.mktemp("identity")))


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest, identity: Identity) -> Callable[[Test], None]:
    """Run a test against a server over TLS, in a loop of each kind."""

    async def against_server(test: Test) -> None:
        trusting = ssl.create_default_context(cafile=identity.chain.parent / "authority.crt")
        async with serving(tls=identity.context()) as site:
            await test(site, trusting)

    def run_test(test: Test) -> None:
        with asyncio.Runner(loop_factory=request.param) as runner:
            runner.run(against_server(test))

    return run_test


def client_hello(trusting: ssl.SSLContext) -> bytes:
    outgoing = ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        trusting.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="127.0.0.1").do_handshake()
    return outgoing.read()


def test_requests_are_answered(run: Callable[[Test], None]) -> None:
    async def test(site: Site, trusting: ssl.SSLContext) -> None:
        client = await site.connect(GET, tls=trusting, idle=1)
        for _ in range(3):
            assert await client.answer() == b"HTTP/1.1 200 OK"
            client.send(GET)
        assert len(site.table) == 1
        client.writer.close()
        await until(lambda: len(site.table) == 0)

    run(test)


def test_many_connect_at_once(run: Callable[[Test], None]) -> None:
    async def test(site: Site, trusting: ssl.SSLContext) -> None:
        clients = await asyncio.gather(*(site.connect(GET, tls=trusting) for _ in range(50)))
        assert {await client.answer() for client in clients} == {b"HTTP/1.1 200 OK"}
        await site.until(idle=50)

    run(test)


def test_handshake_may_come_in_pieces(run: Callable[[Test], None]) -> None:
    async def test(site: Site, trusting: ssl.SSLContext) -> None:
        hello = client_hello(trusting)
        client = await site.connect(hello[:1], handshake=1)
        for at in range(1, len(hello), 100):
            client.send(hello[at : at + 100])
            await asyncio.sleep(0.001)
        async with asyncio.timeout(WITHIN_S):
            assert (await client.reader.read(1)) == b"\x16"

    run(test)


@pytest.mark.parametrize("sent", [0, 1, 100, None])
def test_handshake_that_does_not_end_is_ended(run: Callable[[Test], None], sent: int | None) -> None:
    async def test(site: Site, trusting: ssl.SSLContext) -> None:
        client = await site.connect(client_hello(trusting)[:sent])
        await site.until(**({"head": 1} if sent == 0 else {"handshake": 1}))
        site.pass_time(limits.HANDSHAKE_S if sent != 0 else limits.HEAD_S)
        assert len(site.table) == 0
        await _until_closed(client)

    run(test)


def test_connection_without_a_handshake_is_closed(run: Callable[[Test], None]) -> None:
    async def test(site: Site, trusting: ssl.SSLContext) -> None:
        client = await site.connect(GET)
        await _until_closed(client)
        await until(lambda: len(site.table) == 0)

    run(test)


def test_client_that_leaves_within_the_handshake_is_forgotten(run: Callable[[Test], None]) -> None:
    async def test(site: Site, trusting: ssl.SSLContext) -> None:
        client = await site.connect(client_hello(trusting), handshake=1)
        client.writer.transport.abort()
        await until(lambda: len(site.table) == 0)

    run(test)


def test_incomplete_head_is_answered_over_tls(run: Callable[[Test], None]) -> None:
    async def test(site: Site, trusting: ssl.SSLContext) -> None:
        client = await site.connect(b"G", tls=trusting, head=1, handshake=0)
        await until(lambda: site.waiting[0].owner._held == b"G")  # type: ignore[attr-defined]
        site.pass_time(limits.HEAD_S)
        assert await client.answer() == b"HTTP/1.1 408 Request Timeout"
        assert await client.is_closed()
        site.pass_time(limits.ENDING_S)
        assert len(site.table) == 0

    run(test)


async def _until_closed(client: Client) -> None:
    async with asyncio.timeout(WITHIN_S):
        with suppress(ConnectionError):
            while await client.reader.read(4096):
                pass


async def test_silent_connection_is_closed(site: Site) -> None:
    client = await site.connect(head=1)
    site.pass_time(limits.HEAD_S - 1)
    assert len(site.table) == 1
    site.pass_time(1)
    assert len(site.table) == 0
    assert await client.is_closed()


@pytest.mark.parametrize("begun", [b"G", GET[:-2], b"GET / HTTP/1.1\r\n" + (b"X: " + b"x" * 900 + b"\r\n") * 10])
async def test_incomplete_head_is_answered_408(site: Site, begun: bytes) -> None:
    client = await site.connect(begun, head=1)
    await site.received(len(begun))
    site.pass_time(limits.HEAD_S)
    assert await client.answer() == b"HTTP/1.1 408 Request Timeout"
    assert await client.is_closed()
    await site.until(ending=0)
    assert len(site.table) == 0


async def test_head_that_drips_has_no_more_time(site: Site) -> None:
    client = await site.connect(GET[:1], head=1)
    for at in range(1, 20):
        client.send(GET[at : at + 1])
        await site.received(at + 1)
        site.pass_time(limits.HEAD_S / 20)
    site.pass_time(limits.HEAD_S / 20)
    assert await client.answer() == b"HTTP/1.1 408 Request Timeout"


async def test_waiting_connections_end_with_the_server() -> None:
    async with serving() as site:
        client = await site.connect(b"G", head=1)
        site.clients.clear()
    assert await client.is_closed()
    client.writer.close()
