"""TLS over a plain transport: bytes, flow control and endings, with the event loops of asyncio and uvloop."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import pytest
import uvloop

from conference.connections.secure import SecureTransport
from rostrum.serving.tls import Identity, ensure_identity
from rostrum.settings import Settings
from tests.conference.connections.serving import until

LARGE = 3_000_000
WITHIN_S = 20


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return ensure_identity(Settings(data_dir=tmp_path_factory.mktemp("identity")))


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
        SecureTransport(raw, self.site.recorder, self.site.context, on_secured=note_secured)


class Site:
    """A server of one connection, and its client."""

    def __init__(self, context: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
        self.context, self.trusting = context, trusting
        self.recorder, self.is_secured = Recorder(), asyncio.Event()
        self.port = 0

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, SecureTransport]:
        streams = await asyncio.open_connection("127.0.0.1", self.port, ssl=self.trusting, limit=2 * LARGE)
        await self.is_secured.wait()
        assert self.recorder.transport is not None
        return *streams, self.recorder.transport


@asynccontextmanager
async def open_site(identity: Identity) -> AsyncIterator[Site]:
    trusting = ssl.create_default_context(cafile=identity.chain.parent / "authority.crt")
    site = Site(identity.context(), trusting)
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
        assert transport.get_extra_info("sslcontext") is site.context
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
