"""The open connections of the feed: which still answer, and how they are let go."""

import asyncio
import random
from contextlib import suppress
from typing import cast

from aiohttp import web

from broadcast.board.domain.board import Revision
from broadcast.feed import wire
from broadcast.feed.hub import Hub, Kind
from broadcast.feed.send_queue import SendQueue
from broadcast.feed.wire import Leaving
from conference.connections.http import release_connection
from conference.connections.networks import Network, NetworkCounts

PING_EVERY_S = 20
"""Seconds between two pings: three fit into the 60 s after which proxies cut a silent connection."""

SILENT_ROUNDS = 3
"""Rounds of pings without any sign of life after which a connection is cut."""

CLOSE_WITHIN_S = 2.0
"""How long a connection may take to say goodbye at shutdown."""

SHORTEST_RETRY_S = 0.5
"""Nobody comes back sooner after a goodbye: the node that says it must be gone by then."""


class FeedConnection(asyncio.Protocol):
    """One open connection, whose protocol this is from its first snapshot on.

    Alive while it says something, or takes of what waits for it (CASES B7).
    """

    __slots__ = (
        "connections", "group", "heard", "held", "kind", "language", "network", "over",
        "send_queue", "silent", "transport",
    )  # fmt: skip

    def __init__(
        self, connections: "ConnectionRegistry", language: str, *, kind: Kind, network: Network | None = None
    ) -> None:
        self.connections = connections
        self.language = language
        self.kind = kind
        self.network = network
        self.group: int | None = None
        self.heard = False
        self.held = 0
        self.silent = 0
        self.over: asyncio.Future[None] | None = None
        self.send_queue: SendQueue | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take over a connection."""
        self.transport = cast(asyncio.Transport, transport)

    def pause_writing(self) -> None:
        """The transport is filling."""
        if self.send_queue is not None:
            self.send_queue.pause()

    def resume_writing(self) -> None:
        """The transport has drained."""
        if self.send_queue is not None:
            self.send_queue.resume()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over, whoever ended it."""
        self.connections.forget(self)
        if self.over is not None and not self.over.done():
            self.over.set_result(None)

    async def serve(self, request: web.Request) -> None:
        """Take the connection of a request over from aiohttp, and wait until it is over."""
        http, transport = request.protocol, request.transport
        if transport is None:
            return
        self.over = asyncio.get_running_loop().create_future()
        release_connection(request)
        transport.set_protocol(self)
        self.connection_made(transport)
        try:
            await self.over
        finally:
            http.connection_lost(None)

    def send(self, data: bytes) -> None:
        """Write what is no part of the board."""
        with suppress(RuntimeError):  # uvloop, once the transport is closed
            self.transport.write(data)

    def check(self) -> bool:
        """One round: True if it is alive; else, after too many rounds of silence, it is cut."""
        held = self.transport.get_write_buffer_size()
        self.silent = 0 if self.is_alive(held) else self.silent + 1
        self.heard, self.held = False, held
        if self.silent < SILENT_ROUNDS:
            return True
        self.transport.abort()
        return False

    def is_alive(self, held: int) -> bool:
        """Whether there was a sign of life since the last round; `held` bytes wait to be sent."""
        return self.heard or held < self.held or held == 0

    def leave(self, reason: Leaving, retry_after_s: float) -> None:
        """Say goodbye; the connection ends when that is sent."""
        self.say_last(wire.encode_goodbye(reason, retry_after_s))

    def say_last(self, goodbye: wire.Encoded) -> None:
        """Nothing of the board is sent any more, only this."""
        raise NotImplementedError


class SseConnection(FeedConnection):
    """A connection that receives Server-Sent Events, and says nothing."""

    __slots__ = ("_asked", "_hub", "_resume")

    def __init__(
        self,
        connections: "ConnectionRegistry",
        language: str,
        hub: Hub,
        *,
        network: Network | None,
        resume: Revision | None,
        asked: bool,
    ) -> None:
        super().__init__(connections, language, kind=Kind.EVENTS, network=network)
        self._hub = hub
        self._resume = resume
        self._asked = asked

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the board."""
        super().connection_made(transport)
        self.connections.open(self)
        self.send_queue = self._hub.subscribe(
            self.transport,
            self.language,
            kind=self.kind,
            resume=self._resume,
            asked=self._asked,
            before=wire.SSE_PREAMBLE,
        )

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over, whoever ended it."""
        if self.send_queue is not None:
            self._hub.unsubscribe(self.send_queue, self.language, kind=self.kind)
        super().connection_lost(exc)

    def say_last(self, goodbye: wire.Encoded) -> None:
        """An event with its own `retry`, and the end of the stream."""
        if self.send_queue is not None:
            self.send_queue.close()
        self.send(goodbye.event + wire.SSE_END)
        self.transport.close()


class ConnectionRegistry:
    """Every open connection of one node, in as many groups as there are seconds between two pings."""

    def __init__(self) -> None:
        self._groups: list[dict[FeedConnection, None]] = [{} for _ in range(PING_EVERY_S)]
        self._turn = 0
        self._count = 0
        self._none_left = asyncio.Event()
        self.networks = NetworkCounts()
        self.draining = False
        self.cut = 0

    def __len__(self) -> int:
        return self._count

    def open_ones(self) -> list[FeedConnection]:
        """The connections that are open now."""
        return [line for group in self._groups for line in group]

    def open(self, line: FeedConnection) -> None:
        """Watch over a connection from now on."""
        line.group = self._turn = (self._turn + 1) % PING_EVERY_S
        self._groups[self._turn][line] = None
        self._count += 1
        self.networks.add(line.network)

    def forget(self, line: FeedConnection) -> None:
        """It is closed."""
        if line.group is not None:
            del self._groups[line.group][line]
            line.group = None
            self._count -= 1
            self.networks.remove(line.network)
        if not self._count:
            self._none_left.set()

    async def watch(self) -> None:
        """Look after the connections for ever: each second after one group, so that no round takes long."""
        while True:
            for group in self._groups:
                await asyncio.sleep(1)
                self._check(group)

    def check_all(self) -> None:
        """One round for every connection."""
        for group in self._groups:
            self._check(group)

    def _check(self, group: dict[FeedConnection, None]) -> None:
        for line in group:
            if not line.transport.is_closing():
                self.cut += not line.check()

    async def drain(self, spread_s: float) -> None:
        """Let every connection go, each with its own time to come back; those that do not end in time are cut."""
        self.draining = True
        if not self._count:
            return
        self._none_left.clear()
        for line in self.open_ones():
            line.leave(Leaving.DRAIN, spread(spread_s))
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_WITHIN_S):
                await self._none_left.wait()
        for line in self.open_ones():
            line.transport.abort()
        await asyncio.sleep(0)


def spread(most_s: float) -> float:
    """A time up to `most_s` for one of many who must not come back together; chance that protects nothing."""
    return min(most_s, SHORTEST_RETRY_S) + random.random() * max(0.0, most_s - SHORTEST_RETRY_S)  # noqa: S311
