"""HTTP connections that report their phase to the table of connections, which may end them with an answer."""

from http import HTTPStatus
from typing import Any

from aiohttp import ClientConnectionResetError, web
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader
from aiohttp.web_protocol import RequestHandler, RequestPayloadError

from conference.connections.networks import Network, client_network, named_address
from conference.connections.table import Connection, ConnectionTable, Phase, Reason

RETRY_AFTER_S = 5
"""Seconds that a client is asked to wait after it was refused by a limit."""


CLIENT_CLOSED = 499
"""Status that is counted when the client closed the connection before its answer, as nginx does."""


class BodyEndedError(TimeoutError):
    """Raised to the reader of a request's body that was ended by a limit: answer with `status` and close.

    A TimeoutError, because aiohttp discards the rest of such a body without an error of its own.
    """

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


def plain_answer(status: HTTPStatus) -> bytes:
    """Return a whole answer in plain text, for a connection on which no request could be read."""
    text = f"{status.value} {status.phrase}\n"
    retry = "" if status is HTTPStatus.REQUEST_TIMEOUT else f"Retry-After: {RETRY_AFTER_S}\r\n"
    return (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(text)}\r\n{retry}Connection: close\r\n\r\n{text}"
    ).encode()


class HttpConnection(RequestHandler):
    """aiohttp's side of one connection, which is in the table until it is closed or becomes a viewer's."""

    __slots__ = ("_connection", "_content", "_has_more", "_is_handled", "_table")

    def __init__(self, manager: web.Server, *, table: ConnectionTable, connection: Connection, **options: Any) -> None:
        super().__init__(manager, **options)
        self._table = table
        self._connection = connection
        self._content: StreamReader = EMPTY_PAYLOAD
        self._has_more = False
        self._is_handled = False
        connection.owner = self

    def connection_lost(self, exc: BaseException | None) -> None:
        """Remove the connection from the table; also called when a viewer that took it over has left."""
        self._table.close(self._connection)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Pass the bytes on, and tell the table whether they begin or complete something."""
        super().data_received(data)
        connection = self._connection
        connection.received += len(data)
        if connection.phase is Phase.BODY:
            if self._content.is_eof():
                self._table.enter(connection, Phase.IDLE if self._is_handled else Phase.ANSWER)
        elif data and connection.phase in (Phase.IDLE, Phase.DEVICE_IDLE):
            self._table.enter(connection, Phase.HEAD)
        elif data:
            self._has_more = True

    def pause_writing(self) -> None:
        """Note that the client reads more slowly than it is answered."""
        super().pause_writing()
        self._table.note_unread(self._connection)

    def resume_writing(self) -> None:
        """Note that the client has read."""
        super().resume_writing()
        self._table.note_read(self._connection)

    def begin_request(self, request: web.BaseRequest) -> None:
        """Enter the phase of a request whose head is complete."""
        connection, self._content = self._connection, request.content
        self._has_more = self._is_handled = False
        if self._content.is_eof():
            self._table.enter(connection, Phase.ANSWER)
            return
        connection.client = self.network_of(request)
        self._table.enter(connection, Phase.BODY)
        self._table.limit_bodies(connection.client)

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Send the answer; then the connection waits for the next request, or for the rest of a body."""
        try:
            return await super().finish_response(request, resp, start_time)
        finally:
            self._is_handled = True
            if self._content.is_eof():
                self._table.enter(self._connection, Phase.HEAD if self._has_more else Phase.IDLE)

    def network_of(self, request: web.BaseRequest) -> Network | None:
        """Return the network that the request counts for; None if no limit of a network is for it."""
        return client_network(self._connection.network, named_address(request.headers, self._table.limits.proxies))

    def release(self) -> bytes:
        """Remove the connection from the table: a viewer takes it over. Return what it sent behind its handshake."""
        self._table.close(self._connection)
        rest, self._message_tail = self._message_tail, b""
        if self._buffer_paused:
            self._resume_reading_for_buffer()
        return rest

    def mark_device(self, device: str) -> None:
        """Note that the request comes from an enrolled device."""
        self._table.mark_device(self._connection, device)

    def end_connection(self, reason: Reason) -> bool:
        """End the connection, with an answer where none is under way. Return whether it is still open."""
        connection = self._connection
        transport = connection.transport
        if transport.is_closing() or transport.get_write_buffer_size():
            transport.abort()
            return False
        if connection.phase is Phase.BODY:
            self._content.set_exception(BodyEndedError(reason.status))
            return True
        if connection.phase is Phase.HEAD:
            transport.write(plain_answer(reason.status))
        transport.close()
        return True


def mark_device(request: web.Request, device: str) -> None:
    """Keep the request's connection when others are shed: an enrolled device of the doors uses it."""
    if isinstance(request.protocol, HttpConnection):
        request.protocol.mark_device(device)


def release_connection(request: web.Request) -> bytes:
    """Take the request's connection out of the table: a viewer uses it from now on.

    Return the bytes that were received behind the request's head.
    """
    return request.protocol.release() if isinstance(request.protocol, HttpConnection) else b""


def request_network(request: web.Request) -> Network | None:
    """Return the network that the request counts for; None if no limit of a network is for it."""
    return request.protocol.network_of(request) if isinstance(request.protocol, HttpConnection) else None


def status_of_broken_request(request: web.BaseRequest, error: Exception) -> int | None:
    """Return the status of a request that its client garbled or broke off; None if the error is not of this kind.

    The error is the one with which reading the body ended, or writing the answer.
    """
    if isinstance(error, ClientConnectionResetError):
        return CLIENT_CLOSED
    if error is not request.content.exception():
        return None
    is_garbled = isinstance(error, RequestPayloadError) and request.transport is not None
    return HTTPStatus.BAD_REQUEST if is_garbled else CLIENT_CLOSED
