"""Protocols of a connection from its acceptance to the end of its first request's head, over TLS or not."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Protocol, cast

from conference.connections.http import plain_answer
from conference.connections.networks import Network
from conference.connections.secure import SecureTransport
from conference.connections.table import Connection, ConnectionTable, Phase, Reason

LARGEST_HELD = 8 * 1024
"""Bytes of a head that are held until it is complete; larger ones are passed to aiohttp, which enforces its limits."""

Router = Callable[[bytes, Network | None], asyncio.Protocol | None]
"""Makes the protocol for a first request, from its head and the connection's network; None for HTTP."""


class Server(Protocol):
    """The server that has accepted a connection."""

    table: ConnectionTable
    router: Router | None
    tls: ssl.SSLContext | None

    def make_http(self, connection: Connection) -> asyncio.Protocol:
        """Make the protocol of an HTTP connection."""
        ...


class AcceptedConnection(asyncio.Protocol):
    """Connection whose first request is not complete: holds only the bytes, without parser or task."""

    __slots__ = ("_connection", "_held", "_server")

    def __init__(self, server: Server) -> None:
        self._server = server
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Add the connection to the table, or refuse it if that is full of connections that must stay."""
        raw = cast(asyncio.Transport, transport)
        self._connection = self._server.table.open(self, raw)
        if self._connection.phase is Phase.CLOSED:
            if self._server.tls is None:
                raw.write(plain_answer(Reason.FULL.status))
            raw.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Remove the connection from the table: closed before its first request."""
        self._server.table.close(self._connection)

    def data_received(self, data: bytes) -> None:
        """Hold the bytes until the head is complete, then choose the protocol that serves the connection."""
        self._connection.received += len(data)
        held = self._held = self._held + data if self._held else data
        if _is_complete(held):
            self._pass_on(held)

    def end_connection(self, reason: Reason) -> bool:
        """End the connection, with an answer if part of a head was received. Return whether it is still open."""
        transport = self._connection.transport
        if not self._held or self._connection.phase is not Phase.HEAD or transport.is_closing():
            transport.abort()
            return False
        transport.write(plain_answer(reason.status))
        transport.close()
        return True

    def _pass_on(self, head: bytes) -> None:
        server, connection = self._server, self._connection
        protocol = server.router(head, connection.network) if server.router else None
        transport = connection.transport
        if protocol is not None:
            server.table.close(connection)
            transport.set_protocol(protocol)
            protocol.connection_made(transport)
            return
        http = server.make_http(connection)
        transport.set_protocol(http)
        http.connection_made(transport)
        http.data_received(head)


class SecureConnection(AcceptedConnection):
    """Connection over TLS. The handshake begins with its first bytes; a silent connection costs no more than others."""

    __slots__ = ("_is_secured",)

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        self._is_secured = False

    def data_received(self, data: bytes) -> None:
        """Begin the handshake; then as without TLS."""
        if self._is_secured:
            super().data_received(data)
            return
        context = cast(ssl.SSLContext, self._server.tls)
        transport = SecureTransport(self._connection.transport, self, context, on_secured=self._begin_requests)
        self._server.table.enter(self._connection, Phase.HANDSHAKE)
        transport.data_received(data)

    def _begin_requests(self, transport: SecureTransport) -> None:
        self._is_secured = True
        self._connection.transport = transport
        self._server.table.enter(self._connection, Phase.HEAD)


def _is_complete(head: bytes) -> bool:
    """Whether the bytes go to a protocol now: a whole head, an oversized one, or no HTTP at all."""
    return b"\r\n\r\n" in head or b"\n\n" in head or len(head) > LARGEST_HELD or not head[:1].isalpha()
