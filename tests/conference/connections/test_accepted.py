"""Connections before their first request, over TLS too, with the event loops of asyncio and uvloop."""

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest
import uvloop

from conference.connections import limits
from conference.connections.limits import ConnectionLimits
from conference.connections.networks import network_of
from conference.connections.proxy_protocol import BalancerNetworks
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
        trusting = ssl.create_default_context(cafile=identity.files.chain.parent / "authority.crt")
        async with serving(tls=identity.files.make_context()) as site:
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


HEADER = b"PROXY TCP4 203.0.113.7 10.0.0.1 51234 443\r\n"
BALANCERS = ConnectionLimits(balancers=BalancerNetworks((ip_network("127.0.0.0/8"),)))


async def connect_through_balancer(site: Site, trusting: ssl.SSLContext) -> Client:
    """Open a connection as a balancer does, whose header comes in two pieces, the second with no byte of TLS."""
    client = await site.connect(HEADER[:20], head=1)
    await asyncio.sleep(0.01)
    client.send(HEADER[20:])
    async with asyncio.timeout(WITHIN_S):
        await client.writer.start_tls(trusting, server_hostname="127.0.0.1")
    return client


async def test_balancer_names_the_client_of_a_connection(identity: Identity) -> None:
    trusting = ssl.create_default_context(cafile=identity.files.chain.parent / "authority.crt")
    async with serving(BALANCERS, tls=identity.files.make_context()) as site:
        client = await connect_through_balancer(site, trusting)
        client.send(GET)
        assert await client.answer() == b"HTTP/1.1 200 OK"
        [connection] = site.waiting
        assert connection.network == connection.client == network_of("203.0.113.7")
        assert connection.transport.get_extra_info("peername") == ("203.0.113.7", 51234)
        client.writer.close()
        await until(lambda: len(site.table) == 0)


async def test_connections_of_balancers_without_a_header_are_closed(identity: Identity) -> None:
    trusting = ssl.create_default_context(cafile=identity.files.chain.parent / "authority.crt")
    async with serving(BALANCERS, tls=identity.files.make_context()) as site:
        for sent in (client_hello(trusting), GET, b"PROXY TCP4 nobody\r\n"):
            client = await site.connect(sent)
            assert await client.is_closed()
        silent = await site.connect(HEADER[:20], head=1)
        site.pass_time(limits.HEAD_S + 1)
        assert await silent.is_closed()
        await until(lambda: len(site.table) == 0)


async def test_clients_behind_a_balancer_have_limits_of_their_own(identity: Identity) -> None:
    trusting = ssl.create_default_context(cafile=identity.files.chain.parent / "authority.crt")
    few = replace(BALANCERS, most_per_network=1)
    async with serving(few, tls=identity.files.make_context()) as site:
        first = await connect_through_balancer(site, trusting)
        first.send(GET)
        assert await first.answer() == b"HTTP/1.1 200 OK"
        await connect_through_balancer(site, trusting)
        site.pass_time(limits.SHED_AFTER_S + 1)
        assert await first.is_closed()


async def test_header_of_a_client_that_is_no_balancer_is_no_handshake(identity: Identity) -> None:
    elsewhere = ConnectionLimits(balancers=BalancerNetworks((ip_network("10.0.0.1"),)))
    async with serving(elsewhere, tls=identity.files.make_context()) as site:
        client = await site.connect(HEADER + GET)
        with suppress(ConnectionError):
            assert b"HTTP" not in await client.reader.read(-1)
        await until(lambda: len(site.table) == 0)
