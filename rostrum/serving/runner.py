"""Server of an application that does not quote malformed requests, neither in responses nor in the log.

aiohttp's own response to a malformed request quotes the line, which may be a cookie.
"""

import asyncio
import socket
import ssl
from http import HTTPStatus
from typing import Any, cast

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong
from aiohttp.web_protocol import RequestHandler

from conference.connections.accepted import AcceptedConnection, Router, SecureConnection
from conference.connections.http import HttpConnection
from conference.connections.table import Connection, ConnectionTable
from conference.tasks import end
from conference.web.context import SITE
from conference.web.prefix import without_prefix

FRONT: web.AppKey[Router] = web.AppKey("front")
"""Key of the router for first requests that are not served by aiohttp."""

CONNECTIONS: web.AppKey[ConnectionTable] = web.AppKey("connections", ConnectionTable)
"""Key of the table of connections. Without it a table with the default limits is used."""

BACKLOG = 4096
"""Connections that may wait to be accepted, for many clients that reconnect at once."""

UNACKNOWLEDGED_MS = 30_000
"""Milliseconds for which sent bytes may stay unacknowledged (TCP_USER_TIMEOUT, RFC 5482), to close half-open
connections. Connections inherit it from the listening socket."""

_log = structlog.get_logger(__name__)


class DiscreetHandler(HttpConnection):
    """HTTP connection with discreet error responses."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Return the response to a malformed request: the status phrase, without any content of the request."""
        if not isinstance(exc, HttpProcessingError):
            return super().handle_error(request, status, exc, message)
        _log.info("request.unreadable", remote=request.remote, reason=type(exc).__name__)
        too_long = isinstance(exc, LineTooLong) or "Too many" in exc.message
        answer = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if too_long else HTTPStatus.BAD_REQUEST
        response = web.Response(status=answer, text=f"{answer.value} {answer.phrase}\n")
        response.force_close()
        return response


class DiscreetServer(web.Server):
    """Makes a protocol for each accepted connection, which passes it to the router of the application or to HTTP."""

    def __init__(self, like: web.Server, *, table: ConnectionTable, router: Router | None, prefix: str) -> None:
        self.table = table
        self.router = router
        self.tls: ssl.SSLContext | None = None
        self._options: dict[str, Any] = like._kwargs
        self._application_handler = like.request_handler
        request_factory = without_prefix(like.request_factory, prefix)
        super().__init__(self._handle_request, request_factory=request_factory, **self._options)

    def __call__(self) -> RequestHandler:
        """Return the protocol of a newly accepted connection."""
        accepted = SecureConnection(self) if self.tls else AcceptedConnection(self)
        return cast(RequestHandler, accepted)

    def make_http(self, connection: Connection) -> asyncio.Protocol:
        """Make the protocol of an HTTP connection."""
        return DiscreetHandler(self, table=self.table, connection=connection, loop=self._loop, **self._options)

    async def _handle_request(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request whose head is complete."""
        cast(HttpConnection, request.protocol).begin_request(request)
        return await self._application_handler(request)


async def listen(
    runner: web.BaseRunner, host: str, port: int, *, shared: bool = False, tls: ssl.SSLContext | None = None
) -> None:
    """Listen on every address of `host`. `shared`: other processes also listen on the port. `tls`: context for TLS.

    Raises OSError when the address is not available.
    """
    cast(DiscreetServer, runner.server).tls = tls
    addresses = await asyncio.get_running_loop().getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    for family, _, _, _, address in addresses:
        listening = socket.create_server(
            cast("tuple[str, int]", address[:2]), family=family, backlog=BACKLOG, reuse_port=shared
        )
        if option := getattr(socket, "TCP_USER_TIMEOUT", None):
            listening.setsockopt(socket.IPPROTO_TCP, option, UNACKNOWLEDGED_MS)
        await web.SockSite(runner, listening, backlog=BACKLOG).start()


class Runner(web.AppRunner):
    """`aiohttp.web.AppRunner` with discreet error responses and limits of connections."""

    __slots__ = ("_table", "_watch_task")

    async def _make_server(self) -> web.Server:
        site = self.app.get(SITE)
        table = self.app.get(CONNECTIONS)
        self._table = ConnectionTable() if table is None else table
        server = await super()._make_server()
        self._watch_task = asyncio.create_task(self._table.watch(), name="connections")
        prefix = site.prefix if site else ""
        return DiscreetServer(server, table=self._table, router=self.app.get(FRONT), prefix=prefix)

    async def _cleanup_server(self) -> None:
        self._table.close_waiting()
        await end(self._watch_task)
        await super()._cleanup_server()
