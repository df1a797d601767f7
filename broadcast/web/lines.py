"""The open connections of the feed: which still answer, and how they are let go."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress

from broadcast import wire
from broadcast.outbox import Outbox

PING_EVERY_S = 20.0
"""Seconds between two pings: three fit into the 60 s after which proxies cut a silent connection."""

SILENT_ROUNDS = 3
"""Rounds of pings without any sign of life after which a connection is cut."""

UNACKNOWLEDGED_MS = 30_000
"""How long the kernel lets sent bytes go unacknowledged (TCP_USER_TIMEOUT, RFC 5482): frees half-open connections."""

CLOSE_WITHIN_S = 2.0
"""How long a connection may take to say goodbye at shutdown."""


class Line:
    """One open connection; `close` says goodbye to it where the protocol can.

    Alive while it says something, or takes of what waits for it (CASES B7).
    """

    __slots__ = ("close", "heard", "held", "outbox", "over", "pings", "silent", "transport")

    def __init__(
        self,
        transport: asyncio.Transport,
        outbox: Outbox,
        *,
        pings: bool,
        close: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        self.transport = transport
        self.outbox = outbox
        self.pings = pings
        self.close = close
        self.heard = False
        self.held = 0
        self.silent = 0
        self.over: asyncio.Future[None] | None = None

    def check(self) -> None:
        """One round: ping it, or cut it after too many rounds of silence."""
        held = self.transport.get_write_buffer_size()
        alive = self.heard or held < self.held or (held == 0 and not self.pings)
        self.silent = 0 if alive else self.silent + 1
        self.heard, self.held = False, held
        if self.silent >= SILENT_ROUNDS:
            self.outbox.close()
            self.transport.abort()
        elif self.pings and not self.outbox.lagging and not self.outbox.closed:
            self.transport.write(wire.PING_FRAME)

    async def wait(self) -> None:
        """Wait until it is over: for handlers that hear nothing from their client."""
        self.over = asyncio.get_running_loop().create_future()
        await self.over

    def finish(self) -> None:
        """Say that it is over, to whoever waits for that."""
        if self.over is not None and not self.over.done():
            self.over.set_result(None)


class Lines:
    """Every open connection of one node."""

    def __init__(self) -> None:
        self._lines: dict[Line, None] = {}
        self._none_left = asyncio.Event()
        self.cut = 0

    def __len__(self) -> int:
        return len(self._lines)

    def open_ones(self) -> list[Line]:
        """The connections that are open now."""
        return list(self._lines)

    def open(self, line: Line) -> None:
        """Watch over a connection from now on."""
        forget_unacknowledged(line.transport)
        self._lines[line] = None

    def forget(self, line: Line) -> None:
        """It is closed."""
        self._lines.pop(line, None)
        if not self._lines:
            self._none_left.set()

    async def watch(self) -> None:
        """Look after the connections for ever: each second for those that are gone, each PING_EVERY_S for all."""
        loop = asyncio.get_running_loop()
        next_round = loop.time() + PING_EVERY_S
        while True:
            await asyncio.sleep(1)
            if loop.time() >= next_round:
                next_round += PING_EVERY_S
                self.check_all()
            for line in self._lines:
                if line.transport.is_closing():
                    line.finish()

    def check_all(self) -> None:
        """One round of pings."""
        for line in self._lines:
            if not line.transport.is_closing():
                line.check()
                self.cut += line.silent >= SILENT_ROUNDS

    async def close_all(self) -> None:
        """Let every connection go, with a word; those that do not answer in time are cut."""
        if not self._lines:
            return
        self._none_left.clear()
        goodbyes = [asyncio.ensure_future(line.close()) for line in self._lines if line.close is not None]
        for line in self._lines:
            line.outbox.close()
            line.finish()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_WITHIN_S):
                await self._none_left.wait()
        for line in list(self._lines):
            line.transport.abort()
        await asyncio.gather(*goodbyes, return_exceptions=True)


def forget_unacknowledged(transport: asyncio.Transport) -> None:
    """Let the kernel end the connection when what was sent stays unacknowledged; where it cannot, pings must do."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    connection = transport.get_extra_info("socket")
    if option is not None and connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, option, UNACKNOWLEDGED_MS)
