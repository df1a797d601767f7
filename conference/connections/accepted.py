"""Protocols of a connection from its acceptance to the end of its first request's head, over TLS or not."""

import asyncio
from collections.abc import Callable
from typing import Protocol, cast

from conference.connections.http import plain_answer
from conference.connections.networks import Network
from conference.connections.proxy_protocol import Address, ProxyProtocolError, read_header
from conference.connections.secure import SecureServer, SecureTransport
from conference.connections.table import Connection, ConnectionTable, Phase, Reason

LARGEST_HELD = 8 * 1024
"""Bytes of a head that are held until it is complete; larger ones are passed to aiohttp, which enforces its limits."""

Router = Callable[[bytes, Network | None], asyncio.Protocol | None]
"""Makes the protocol for a first request, from its head and the connection's network; None for HTTP."""


class Server(Protocol):
    """The server that has accepted a connection."""

    table: ConnectionTable
    router: Router | None
    tls: SecureServer | None

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
    """Connection over TLS. The handshake begins with its first bytes; a silent connection costs no more than others.

    A balancer's begins with a header that names the client.
    """

    __slots__ = ("_awaits_header", "_client", "_header", "_is_secured")

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        self._awaits_header = self._is_secured = False
        self._header = b""
        self._client: Address | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Add the connection to the table, as without TLS."""
        super().connection_made(transport)
        self._awaits_header = self._server.table.is_balancer(self._connection.transport)

    def data_received(self, data: bytes) -> None:
        """Read a balancer's header, then begin the handshake; then as without TLS."""
        if self._is_secured:
            super().data_received(data)
            return
        if self._awaits_header:
            data = self._read_header(data)
        if data:
            self._begin_handshake(data)

    def _read_header(self, data: bytes) -> bytes:
        """Return what follows the balancer's header once that is complete. What is no header ends the connection."""
        self._header += data
        try:
            header = read_header(self._header)
        except ProxyProtocolError:
            self._connection.transport.abort()
            return b""
        if header is None:
            return b""
        rest, self._header = self._header[header.size :], b""
        self._awaits_header, self._client = False, header.client
        if header.client is not None:
            self._server.table.name_client(self._connection, header.client[0])
        return rest

    def _begin_handshake(self, data: bytes) -> None:
        tls, raw = cast(SecureServer, self._server.tls), self._connection.transport
        transport = SecureTransport(raw, self, tls, on_secured=self._begin_requests, client=self._client)
        self._server.table.enter(self._connection, Phase.HANDSHAKE)
        transport.data_received(data)

    def _begin_requests(self, transport: SecureTransport) -> None:
        self._is_secured = True
        self._connection.transport = transport
        self._server.table.enter(self._connection, Phase.HEAD)


def _is_complete(head: bytes) -> bool:
    """Whether the bytes go to a protocol now: a whole head, an oversized one, or no HTTP at all."""
    return b"\r\n\r\n" in head or b"\n\n" in head or len(head) > LARGEST_HELD or not head[:1].isalpha()
