"""The open connections of the feed: liveness checks and draining."""

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
"""Seconds between two pings: three fit into the 60 s after which proxies close an idle connection."""

SILENT_ROUNDS = 3
"""Rounds of pings without a sign of life after which a connection is cut."""

CLOSE_WITHIN_S = 2.0
"""Seconds that a connection may take to close at shutdown."""

SHORTEST_RETRY_S = 0.5
"""Shortest retry time after a goodbye: the node that sends it must have stopped by then."""


class FeedConnection(asyncio.Protocol):
    """One open connection of the feed, as the asyncio protocol of its transport.

    It is alive while it sends data, or reads from its unsent bytes (CASES B7).
    """

    __slots__ = (
        "closed",
        "connections",
        "group",
        "has_received",
        "kind",
        "language",
        "network",
        "send_queue",
        "silent_rounds",
        "transport",
        "unsent_bytes",
    )  # fmt: skip

    def __init__(
        self, connections: "ConnectionRegistry", language: str, *, kind: Kind, network: Network | None = None
    ) -> None:
        self.connections = connections
        self.language = language
        self.kind = kind
        self.network = network
        self.group: int | None = None
        self.has_received = False
        self.unsent_bytes = 0
        self.silent_rounds = 0
        self.closed: asyncio.Future[None] | None = None
        self.send_queue: SendQueue | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport."""
        self.transport = cast(asyncio.Transport, transport)

    def pause_writing(self) -> None:
        """Forward flow control: the transport is full."""
        if self.send_queue is not None:
            self.send_queue.pause()

    def resume_writing(self) -> None:
        """Forward flow control: the transport has drained."""
        if self.send_queue is not None:
            self.send_queue.resume()

    def connection_lost(self, exc: Exception | None) -> None:
        """Remove the closed connection from the registry."""
        self.connections.forget(self)
        if self.closed is not None and not self.closed.done():
            self.closed.set_result(None)

    async def serve(self, request: web.Request) -> None:
        """Take the connection of a request over from aiohttp, and wait until it is closed."""
        http, transport = request.protocol, request.transport
        if transport is None:
            return
        self.closed = asyncio.get_running_loop().create_future()
        rest = release_connection(request)
        transport.set_protocol(self)
        self.connection_made(transport)
        if rest:
            self.data_received(rest)
        try:
            await self.closed
        finally:
            http.connection_lost(None)

    def send(self, data: bytes) -> None:
        """Write bytes that are not part of the board."""
        with suppress(RuntimeError):  # uvloop, once the transport is closed
            self.transport.write(data)

    def check(self) -> bool:
        """Return True while the connection is alive; abort it and return False after too many silent rounds."""
        unsent_bytes = self.transport.get_write_buffer_size()
        self.silent_rounds = 0 if self.is_alive(unsent_bytes) else self.silent_rounds + 1
        self.has_received, self.unsent_bytes = False, unsent_bytes
        if self.silent_rounds < SILENT_ROUNDS:
            return True
        self.transport.abort()
        return False

    def is_alive(self, unsent_bytes: int) -> bool:
        """Return whether there was a sign of life since the last round; `unsent_bytes` wait in the transport."""
        return self.has_received or unsent_bytes < self.unsent_bytes or unsent_bytes == 0

    def leave(self, reason: Leaving, retry_after_s: float) -> None:
        """Send a goodbye; the connection ends after it."""
        self.send_goodbye(wire.encode_goodbye(reason, retry_after_s))

    def send_goodbye(self, goodbye: wire.Encoded) -> None:
        """Stop sending the board, and send the goodbye."""
        raise NotImplementedError


class SseConnection(FeedConnection):
    """A connection that receives Server-Sent Events and sends nothing."""

    __slots__ = ("_has_revision", "_hub", "_resume")

    def __init__(
        self,
        connections: "ConnectionRegistry",
        language: str,
        hub: Hub,
        *,
        network: Network | None,
        resume: Revision | None,
        has_revision: bool,
    ) -> None:
        super().__init__(connections, language, kind=Kind.EVENTS, network=network)
        self._hub = hub
        self._resume = resume
        self._has_revision = has_revision

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Register the connection and send the board."""
        super().connection_made(transport)
        self.connections.open(self)
        self.send_queue = self._hub.subscribe(
            self.transport,
            self.language,
            kind=self.kind,
            resume=self._resume,
            has_revision=self._has_revision,
            before=wire.SSE_PREAMBLE,
        )

    def connection_lost(self, exc: Exception | None) -> None:
        """Unsubscribe the closed connection from the hub."""
        if self.send_queue is not None:
            self._hub.unsubscribe(self.send_queue, self.language, kind=self.kind)
        super().connection_lost(exc)

    def send_goodbye(self, goodbye: wire.Encoded) -> None:
        """Send the goodbye as an event with its `retry`, and end the stream."""
        if self.send_queue is not None:
            self.send_queue.close()
        self.send(goodbye.event + wire.SSE_END)
        self.transport.close()


class ConnectionRegistry:
    """The open connections of one node, divided into one group for each second between two pings."""

    def __init__(self) -> None:
        self._groups: list[dict[FeedConnection, None]] = [{} for _ in range(PING_EVERY_S)]
        self._turn = 0
        self._count = 0
        self._is_empty = asyncio.Event()
        self.networks = NetworkCounts()
        self.draining = False
        self.cut = 0

    def __len__(self) -> int:
        return self._count

    def list_open(self) -> list[FeedConnection]:
        """Return the open connections."""
        return [connection for group in self._groups for connection in group]

    def open(self, connection: FeedConnection) -> None:
        """Add an open connection to the group that is next in turn."""
        connection.group = self._turn = (self._turn + 1) % PING_EVERY_S
        self._groups[self._turn][connection] = None
        self._count += 1
        self.networks.add(connection.network)

    def forget(self, connection: FeedConnection) -> None:
        """Remove a closed connection."""
        if connection.group is not None:
            del self._groups[connection.group][connection]
            connection.group = None
            self._count -= 1
            self.networks.remove(connection.network)
        if not self._count:
            self._is_empty.set()

    async def watch(self) -> None:
        """Check the connections until cancelled: one group each second, so that no round takes long."""
        while True:
            for group in self._groups:
                await asyncio.sleep(1)
                self._check_group(group)

    def check_all(self) -> None:
        """Check every connection once."""
        for group in self._groups:
            self._check_group(group)

    def _check_group(self, group: dict[FeedConnection, None]) -> None:
        for connection in group:
            if not connection.transport.is_closing():
                self.cut += not connection.check()

    async def drain(self, spread_s: float) -> None:
        """Send every connection a goodbye with its own retry time, and abort those that do not close in time."""
        self.draining = True
        if not self._count:
            return
        self._is_empty.clear()
        for connection in self.list_open():
            connection.leave(Leaving.DRAIN, spread(spread_s))
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_WITHIN_S):
                await self._is_empty.wait()
        for connection in self.list_open():
            connection.transport.abort()
        await asyncio.sleep(0)


def spread(most_s: float) -> float:
    """Return a random retry time of at most `most_s` seconds, so that clients do not reconnect together."""
    return min(most_s, SHORTEST_RETRY_S) + random.random() * max(0.0, most_s - SHORTEST_RETRY_S)  # noqa: S311
