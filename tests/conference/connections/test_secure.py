"""TLS over a plain transport: bytes, flow control and endings, with the event loops of asyncio and uvloop."""

import asyncio
import ssl
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import pytest
import pytest_asyncio
import uvloop

from conference.connections.secure import LARGEST_FLIGHT, SecureServer, SecureTransport
from rostrum.serving.tls import Identity, ensure_identity
from rostrum.settings import Settings
from tests.conference.connections.serving import until

LARGE = 3_000_000
WITHIN_S = 20


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return ensure_identity(Settings(data_dir=tmp_path_factory.mktemp("identity")))


def trusting_context(identity: Identity) -> ssl.SSLContext:
    """The context of a client that trusts the server."""
    return ssl.create_default_context(cafile=identity.files.chain.parent / "authority.crt")


class Recorder(asyncio.Protocol):
    """Notes what its transport tells it."""

    def __init__(self) -> None:
        self.transport: SecureTransport | None = None
        self.received = bytearray()
        self.told: list[str] = []
        self.is_lost = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        self.received += data

    def eof_received(self) -> None:
        self.told.append("eof")

    def pause_writing(self) -> None:
        self.told.append("pause")

    def resume_writing(self) -> None:
        self.told.append("resume")

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost.set()


class Secured(asyncio.Protocol):
    """An accepted connection that is secured at once."""

    def __init__(self, site: "Site") -> None:
        self.site = site

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        def note_secured(secured: SecureTransport) -> None:
            self.site.recorder.transport = secured
            self.site.is_secured.set()

        raw = cast(asyncio.Transport, transport)
        SecureTransport(raw, self.site.recorder, self.site.tls, on_secured=note_secured)


class Site:
    """A server of one connection, and its client."""

    def __init__(self, context: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
        self.tls, self.trusting = SecureServer(context), trusting
        self.recorder, self.is_secured = Recorder(), asyncio.Event()
        self.port = 0

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, SecureTransport]:
        streams = await asyncio.open_connection("127.0.0.1", self.port, ssl=self.trusting, limit=2 * LARGE)
        await self.is_secured.wait()
        assert self.recorder.transport is not None
        return *streams, self.recorder.transport


@asynccontextmanager
async def open_site(identity: Identity) -> AsyncIterator[Site]:
    site = Site(identity.files.make_context(), trusting_context(identity))
    server = await asyncio.get_running_loop().create_server(lambda: Secured(site), "127.0.0.1", 0)
    async with asyncio.timeout(WITHIN_S):
        site.port = server.sockets[0].getsockname()[1]
        yield site
    server.close()
    with suppress(TimeoutError):
        await asyncio.wait_for(server.wait_closed(), 1)


Test = Callable[[Site], Coroutine[Any, Any, None]]


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest, identity: Identity) -> Callable[[Test], None]:
    """Run a test against a server in a loop of each kind."""

    async def against_site(test: Test) -> None:
        async with open_site(identity) as site:
            await test(site)

    def run_test(test: Test) -> None:
        with asyncio.Runner(loop_factory=request.param) as runner:
            runner.run(against_site(test))

    return run_test


def test_bytes_of_any_size_go_both_ways(run: Callable[[Test], None]) -> None:
    async def test(site: Site) -> None:
        reader, writer, transport = await site.connect()
        sent = bytes(range(256)) * (LARGE // 256)
        writer.write(sent)
        await until(lambda: len(site.recorder.received) == len(sent))
        assert site.recorder.received == sent
        transport.write(b"")
        transport.writelines([sent, b"end"])
        assert await reader.readexactly(len(sent) + 3) == sent + b"end"
        assert transport.get_extra_info("sslcontext") is site.tls.context
        assert transport.get_extra_info("peername")[1] == writer.get_extra_info("sockname")[1]
        writer.close()
        await site.recorder.is_lost.wait()

    run(test)


def test_client_that_does_not_read_is_told_to_the_protocol(run: Callable[[Test], None]) -> None:
    async def test(site: Site) -> None:
        reader, writer, transport = await site.connect()
        transport.set_write_buffer_limits(64_000, 16_000)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        while "pause" not in site.recorder.told:
            transport.write(bytes(100_000))
            await asyncio.sleep(0)
        assert transport.get_write_buffer_size() > 16_000
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        while "resume" not in site.recorder.told:
            await reader.read(1_000_000)
        transport.abort()
        await site.recorder.is_lost.wait()

    run(test)


def test_nothing_is_passed_on_while_reading_is_paused(run: Callable[[Test], None]) -> None:
    async def test(site: Site) -> None:
        _, writer, transport = await site.connect()
        transport.pause_reading()
        assert not transport.is_reading()
        writer.write(b"held")
        await asyncio.sleep(0.02)
        assert site.recorder.received == b""
        transport.resume_reading()
        await until(lambda: site.recorder.received == b"held")
        writer.write(b" and more")
        await until(lambda: site.recorder.received == b"held and more")
        transport.abort()

    run(test)


def test_end_is_told_to_the_client_behind_all_that_was_written(run: Callable[[Test], None]) -> None:
    async def test(site: Site) -> None:
        reader, writer, transport = await site.connect()
        transport.write(bytes(LARGE))
        transport.close()
        transport.close()
        transport.write(b"too late")
        assert transport.is_closing()
        assert len(await reader.read(-1)) == LARGE  # without the end of TLS, reading would raise an error
        writer.close()
        await site.recorder.is_lost.wait()

    run(test)


def test_client_that_ends_is_closed(run: Callable[[Test], None]) -> None:
    async def test(site: Site) -> None:
        _, writer, _ = await site.connect()
        writer.close()
        await site.recorder.is_lost.wait()
        await writer.wait_closed()

    run(test)


@pytest.mark.parametrize("sent", [b"GET / HTTP/1.1\r\n\r\n", bytes(600), b"\x16\x03\x01\xff\xff" + bytes(20_000)])
def test_what_is_no_handshake_is_closed(run: Callable[[Test], None], sent: bytes) -> None:
    async def test(site: Site) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        writer.write(sent)
        with suppress(ConnectionError):
            await reader.read(-1)
        await site.recorder.is_lost.wait()
        assert not site.is_secured.is_set()
        writer.close()

    run(test)


def test_damaged_record_ends_the_connection(run: Callable[[Test], None]) -> None:
    async def test(site: Site) -> None:
        _, writer, transport = await site.connect()
        transport.data_received(b"\x17\x03\x03\x00\x20" + bytes(32))
        await site.recorder.is_lost.wait()
        assert site.recorder.received == b""
        writer.close()

    run(test)


def test_client_resumes_its_session(run: Callable[[Test], None]) -> None:
    async def test(site: Site) -> None:
        reader, writer, transport = await site.connect()
        transport.write(b"hello")
        await reader.readexactly(5)
        session = writer.get_extra_info("ssl_object").session
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        again = site.trusting.wrap_bio(incoming, outgoing, server_hostname="127.0.0.1", session=session)
        raw_reader, raw_writer = await asyncio.open_connection("127.0.0.1", site.port)
        while True:
            try:
                again.do_handshake()
                break
            except ssl.SSLWantReadError:
                raw_writer.write(outgoing.read())
                incoming.write(await raw_reader.read(100_000))
        assert again.session_reused
        raw_writer.close()
        writer.close()

    run(test)


class MemoryTransport(asyncio.Transport):
    """A plain transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()
        self.is_closed = False

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    abort = close


class MemoryClient:
    """A client of one connection, and the server's side of it, without a network."""

    def __init__(self, server: SecureServer, trusting: ssl.SSLContext) -> None:
        self.raw, self.recorder = MemoryTransport(), Recorder()
        self.transport = SecureTransport(self.raw, self.recorder, server, on_secured=lambda _: None)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = trusting.wrap_bio(self.incoming, self.outgoing, server_hostname="127.0.0.1")

    def shake_hands(self) -> bytes:
        """Return what the client sends next; nothing once its handshake is complete."""
        self.read_answer()
        with suppress(ssl.SSLWantReadError):
            self.tls.do_handshake()
        return self.outgoing.read()

    def read_answer(self) -> None:
        self.incoming.write(self.raw.written)
        self.raw.written.clear()

    def encrypt(self, data: bytes) -> bytes:
        self.tls.write(data)
        return self.outgoing.read()


@pytest_asyncio.fixture
async def clients(identity: Identity) -> tuple[MemoryClient, MemoryClient]:
    """Two clients of one server, whose handshakes arrived byte by byte and in turn."""
    trusting, server = trusting_context(identity), SecureServer(identity.files.make_context())
    first, second = MemoryClient(server, trusting), MemoryClient(server, trusting)
    while any(flights := [client.shake_hands() for client in (first, second)]):
        await deliver_in_turn((first, flights[0]), (second, flights[1]))
        await until(lambda: not len(server.turns))
    return first, second


async def deliver_in_turn(*deliveries: tuple[MemoryClient, bytes]) -> None:
    """Pass the bytes on to the server one at a time, of each client in turn."""
    for position in range(max(len(data) for _, data in deliveries)):
        for client, data in deliveries:
            if position < len(data):
                client.transport.data_received(data[position : position + 1])
                await asyncio.sleep(0)


async def test_records_in_pieces_stay_with_their_connection(clients: tuple[MemoryClient, MemoryClient]) -> None:
    first, second = clients
    await deliver_in_turn((first, first.encrypt(b"of the first")), (second, second.encrypt(b"of the second")))
    first.transport.write(b"to the first")
    second.transport.write(b"to the second")
    for client in clients:
        client.read_answer()
    assert first.recorder.received == b"of the first"
    assert second.recorder.received == b"of the second"
    assert (first.tls.read(100), second.tls.read(100)) == (b"to the first", b"to the second")


async def test_damaged_record_leaves_other_connections_alone(clients: tuple[MemoryClient, MemoryClient]) -> None:
    first, second = clients
    half = second.encrypt(b"of the second")
    second.transport.data_received(half[:10])
    first.transport.data_received(b"\x17\x03\x03\x00\x20" + bytes(32) + b"\x17\x03\x03\x00\x20")
    second.transport.data_received(half[10:])
    assert first.raw.is_closed
    assert second.recorder.received == b"of the second"


async def test_failing_protocol_leaves_other_connections_alone(clients: tuple[MemoryClient, MemoryClient]) -> None:
    first, second = clients
    failing = first.encrypt(b"fails") + first.encrypt(b"of the first")

    def fail(data: bytes) -> None:
        first.recorder.data_received = Recorder.data_received.__get__(first.recorder)  # type: ignore[method-assign]
        raise ZeroDivisionError

    first.recorder.data_received = fail  # type: ignore[method-assign]
    with pytest.raises(ZeroDivisionError):
        first.transport.data_received(failing)
    second.transport.data_received(second.encrypt(b"of the second"))
    first.transport.data_received(b"")
    assert first.recorder.received == b"of the first"
    assert second.recorder.received == b"of the second"


async def test_pause_within_a_record_keeps_those_behind_it(clients: tuple[MemoryClient, MemoryClient]) -> None:
    first, second = clients
    both = first.encrypt(b"one") + first.encrypt(b"two")
    first.raw.pause_reading = lambda: None  # type: ignore[method-assign]

    def pause(data: bytes) -> None:
        Recorder.data_received(first.recorder, data)
        first.transport.pause_reading()

    first.recorder.data_received = pause  # type: ignore[method-assign]
    first.transport.data_received(both)
    second.transport.data_received(second.encrypt(b"of the second"))
    assert first.recorder.received == b"one"
    assert second.recorder.received == b"of the second"


async def test_crowd_of_handshakes_takes_turns(identity: Identity) -> None:
    server = SecureServer(identity.files.make_context())
    crowd = [MemoryClient(server, trusting_context(identity)) for _ in range(4)]
    for client in crowd:
        client.transport.data_received(client.shake_hands())
    assert [bool(client.raw.written) for client in crowd] == [True, False, False, False]
    crowd[-1].raw.close()
    crowd[-2].transport.data_received(bytes(LARGEST_FLIGHT))
    await until(lambda: not len(server.turns))
    assert [bool(client.raw.written) for client in crowd] == [True, True, False, False]
    assert crowd[-2].raw.is_closed


@pytest.mark.parametrize(("is_closed", "received"), [(False, b"request"), (True, b"")])
async def test_request_is_passed_on_while_connected(identity: Identity, is_closed: bool, received: bytes) -> None:
    server = SecureServer(identity.files.make_context())
    client = MemoryClient(server, trusting_context(identity))
    client.transport.data_received(client.shake_hands())
    client.transport.data_received(client.shake_hands() + client.encrypt(b"request"))
    while len(server.turns):  # noqa: ASYNC110
        await asyncio.sleep(0)
    client.raw.is_closed = is_closed
    await asyncio.sleep(0.02)
    assert client.recorder.received == received


async def test_lost_connection_is_freed_at_once(identity: Identity) -> None:
    client = MemoryClient(SecureServer(identity.files.make_context()), trusting_context(identity))
    client.recorder.transport = client.transport
    client.transport.connection_lost(None)
    lost = weakref.ref(client.recorder)
    del client
    assert lost() is None
