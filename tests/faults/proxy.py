"""TCP proxy that delays, drops or holds bytes, as networks do. It runs in a thread of its own."""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Coroutine
from enum import Enum
from typing import Any, TypeVar

T = TypeVar("T")

TRICKLE_EVERY_S = 1.0
HELD_CHECK_S = 0.01
READ_SIZE = 65536
DEADLINE_S = 10.0


class Mode(Enum):
    """What happens to bytes on their way."""

    PASS = "pass"
    DROP = "drop"
    """They vanish, in both directions; connections are accepted and stay open."""
    DELAY = "delay"
    """They arrive after `delay_s`."""
    HOLD = "hold"
    """They wait, in both directions, until the mode changes."""
    TRICKLE = "trickle"
    """What comes from the server arrives one byte a second; what is sent arrives at once."""


class FaultProxy:
    """Listens on `port` and connects to `to_port`, on 127.0.0.1 both. Close it at the end.

    With `tls` it speaks TLS to its clients and plain TCP to the server.
    """

    def __init__(self, to_port: int, *, tls: ssl.SSLContext | None = None) -> None:
        self.to_port = to_port
        self.mode = Mode.PASS
        self.delay_s = 0.2
        self.accepted = 0
        self._tls = tls
        self._links: set[Link] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault proxy", daemon=True)
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=tls))
        self.port: int = self._server.sockets[0].getsockname()[1]

    @property
    def open(self) -> int:
        """How many connections pass through it."""
        return len(self._links)

    def forget(self) -> None:
        """Swallow everything on the connections that exist, as a firewall that has lost its table; new ones pass."""
        for link in list(self._links):
            link.forgotten = True

    def cut(self) -> None:
        """Reset every connection."""
        self._do(self._cut())

    def close(self) -> None:
        """Reset every connection and stop listening."""
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(DEADLINE_S)
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(DEADLINE_S)

    async def _cut(self) -> None:
        links = list(self._links)
        for link in links:
            link.cut()
        await asyncio.gather(*(link.ended.wait() for link in links))

    async def _close(self) -> None:
        self._server.close()
        await self._cut()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        link = Link(self, reader, writer)
        self._links.add(link)
        try:
            await link.run()
        finally:
            self._links.discard(link)
            link.ended.set()


class Link:
    """One connection through the proxy: two directions."""

    def __init__(self, proxy: FaultProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.forgotten = False
        self.ended = asyncio.Event()
        self._proxy = proxy
        self._client = (reader, writer)
        self._tasks: list[asyncio.Task[None]] = []
        self._writers = [writer]

    async def run(self) -> None:
        """Carry bytes both ways until either side ends."""
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._proxy.to_port)
            self._writers.append(writer)
            self._tasks = [
                asyncio.create_task(self._carry(self._client[0], writer, trickles=False)),
                asyncio.create_task(self._carry(reader, self._client[1], trickles=True)),
            ]
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """Reset both sides."""
        for task in self._tasks:
            task.cancel()
        for writer in self._writers:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, trickles: bool) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(READ_SIZE):
                await self._pass_on(data, writer, trickles=trickles)
        if self.forgotten or self._proxy.mode is Mode.DROP:
            await asyncio.Event().wait()

    async def _pass_on(self, data: bytes, writer: asyncio.StreamWriter, *, trickles: bool) -> None:
        mode = self._proxy.mode
        if self.forgotten or mode is Mode.DROP:
            return
        if mode is Mode.DELAY:
            await asyncio.sleep(self._proxy.delay_s)
        while self._proxy.mode is Mode.HOLD:  # noqa: ASYNC110 - the mode is set from another thread
            await asyncio.sleep(HELD_CHECK_S)
        while trickles and self._proxy.mode is Mode.TRICKLE and data:
            writer.write(data[:1])
            data = data[1:]
            await writer.drain()
            await asyncio.sleep(TRICKLE_EVERY_S)
        writer.write(data)
        await writer.drain()
