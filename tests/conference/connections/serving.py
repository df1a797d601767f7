"""A small application on a real port, whose table of connections has a clock that the test sets."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from conference.connections.http import BodyEndedError, mark_device
from conference.connections.limits import ConnectionLimits
from conference.connections.secure import SecureServer
from conference.connections.table import Connection, ConnectionTable
from rostrum.serving.runner import CONNECTIONS, Runner, listen

WITHIN_S = 5.0
LARGE = 16 * 1024 * 1024
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


class ManualTime:
    """Monotonic seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Client:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def answer(self) -> bytes:
        """The status line of the next answer; empty when the connection is closed without one."""
        async with asyncio.timeout(WITHIN_S):
            try:
                head = await self.reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                return b""
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            await self.reader.readexactly(length)
            return head.partition(b"\r\n")[0]

    async def is_closed(self) -> bool:
        """Whether the server closes the connection without sending anything."""
        async with asyncio.timeout(WITHIN_S):
            try:
                return await self.reader.read(1) == b""
            except ConnectionError:
                return True


@dataclass
class Site:
    """The application, its table and its clients."""

    port: int
    table: ConnectionTable
    time: ManualTime
    go_on: asyncio.Event
    clients: list[Client] = field(default_factory=list)

    async def connect(self, data: bytes = b"", *, tls: ssl.SSLContext | None = None, **phases: int) -> Client:
        """Open a connection, send these bytes, and wait until the table has so many connections in these phases."""
        async with asyncio.timeout(WITHIN_S):
            streams = await asyncio.open_connection("127.0.0.1", self.port, ssl=tls, limit=4096)
        client = Client(*streams)
        self.clients.append(client)
        client.send(data)
        await self.until(**phases)
        return client

    async def until(self, **phases: int) -> None:
        """Wait until the table has so many connections in these phases."""
        await until(lambda: self.phases.items() >= phases.items(), lambda: self.phases)

    @property
    def waiting(self) -> list[Connection]:
        """The connections that wait for something."""
        return [one for queue in self.table._queues.values() for one in queue]

    async def received(self, total: int) -> None:
        """Wait until so many bytes of heads, or of bodies since the last look at them, have arrived."""
        await until(lambda: sum(one.received for one in self.waiting) >= total)

    @property
    def phases(self) -> dict[str, int]:
        """How many connections are in each phase."""
        return self.table.describe()

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and the table look."""
        self.time.now += seconds
        while self.table.sweep():
            pass


async def until(is_so: Callable[[], bool], described: Callable[[], object] = lambda: "") -> None:
    """Wait until something is so, which it is soon."""
    try:
        async with asyncio.timeout(WITHIN_S):
            while not is_so():  # noqa: ASYNC110
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(f"not so within {WITHIN_S} s: {described()}") from None


@web.middleware
async def _answer_ended(request: web.Request, handler: Callable[..., object]) -> web.StreamResponse:
    try:
        return await handler(request)  # type: ignore[misc,no-any-return]
    except BodyEndedError as error:
        return web.Response(status=error.status)


@asynccontextmanager
async def serving(limits: ConnectionLimits | None = None, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    """Serve a few addresses until the block ends."""
    time, go_on = ManualTime(), asyncio.Event()
    app = web.Application(middlewares=[_answer_ended], client_max_size=LARGE)
    table = app[CONNECTIONS] = ConnectionTable(limits, clock=time)

    async def quick(_request: web.Request) -> web.Response:
        return web.Response()

    async def wait(request: web.Request) -> web.Response:
        await go_on.wait()
        return web.Response(text=str(len(await request.read())))

    async def read(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    async def device(request: web.Request) -> web.Response:
        mark_device(request, request.match_info["device"])
        return web.Response()

    async def large(_request: web.Request) -> web.Response:
        return web.Response(body=bytes(LARGE))

    app.router.add_get("/", quick)
    app.router.add_get("/wait", wait)
    app.router.add_post("/wait", wait)
    app.router.add_post("/read", read)
    app.router.add_get("/devices/{device}", device)
    app.router.add_get("/large", large)
    runner = Runner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await listen(runner, "127.0.0.1", 0, tls=SecureServer(tls) if tls else None)
    site = Site(runner.addresses[0][1], table, time, go_on)
    try:
        yield site
    finally:
        for client in site.clients:
            client.writer.transport.abort()
        await runner.cleanup()
