"""Server of an application that refuses malformed requests, and quotes them neither in responses nor in the log.

aiohttp's own response to a malformed request quotes the line, which may be a cookie.
"""

import asyncio
import errno
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, cast

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong
from aiohttp.web_protocol import RequestHandler

from conference.connections.accepted import AcceptedConnection, Router, SecureConnection
from conference.connections.http import HttpConnection
from conference.connections.refusals import refusal_of
from conference.connections.secure import SecureServer
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

_REASONS = {
    errno.EADDRINUSE: "address already in use: end the program that listens there, or choose another port "
    "(--port, ROSTRUM_PORT)",
    errno.EACCES: "permission denied: choose a port above 1023 (--port, ROSTRUM_PORT)",
    errno.EADDRNOTAVAIL: "this machine does not have this address: choose another one (--host, ROSTRUM_HOST)",
}

_log = structlog.get_logger(__name__)


class ListenError(OSError):
    """The program cannot listen on an address; its text names the address, the reason and a remedy."""

    def __str__(self) -> str:
        return str(self.strerror)


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
        too_long = isinstance(exc, LineTooLong) or "Too many" in exc.message
        answer = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if too_long else HTTPStatus.BAD_REQUEST
        return _refuse_request(request, answer, reason=type(exc).__name__)


class DiscreetServer(web.Server):
    """Makes a protocol for each accepted connection, which passes it to the router of the application or to HTTP."""

    def __init__(self, like: web.Server, *, table: ConnectionTable, router: Router | None, prefix: str) -> None:
        self.table = table
        self.router = router
        self.tls: SecureServer | None = None
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
        refusal = refusal_of(request)
        if refusal is not None:
            return _refuse_request(request, refusal, reason=refusal.name)
        return await self._application_handler(request)


def _refuse_request(request: web.BaseRequest, status: HTTPStatus, *, reason: str) -> web.Response:
    """Return the response to a request that the application does not see, and log it, without any of its content."""
    _log.info("request.unreadable", remote=request.remote, reason=reason)
    response = web.Response(status=status, text=f"{status.value} {status.phrase}\n")
    response.force_close()
    return response


async def listen(
    runner: web.BaseRunner, host: str, port: int, *, shared: bool = False, tls: SecureServer | None = None
) -> None:
    """Bind as `bind_addresses`, and listen as `listen_on`."""
    await listen_on(runner, await bind_addresses(host, port, shared=shared), tls=tls)


async def bind_addresses(host: str, port: int, *, shared: bool = False) -> list[socket.socket]:
    """Bind a socket to every address of `host`. `shared`: other processes also listen on the port.

    The sockets do not listen yet: clients are refused until `listen_on`. Raises ListenError.
    """
    loop = asyncio.get_running_loop()
    bound: list[socket.socket] = []
    try:
        with _explained(host, port):
            for family, kind, protocol, _, address in await loop.getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            ):
                bound.append(socket.socket(family, kind, protocol))
                _set_options(bound[-1], shared=shared)
                bound[-1].bind(address)
    except ListenError:
        for opened in bound:
            opened.close()
        raise
    return bound


def _set_options(opened: socket.socket, *, shared: bool) -> None:
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if opened.family == socket.AF_INET6:
        opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    if option := getattr(socket, "TCP_USER_TIMEOUT", None):
        opened.setsockopt(socket.IPPROTO_TCP, option, UNACKNOWLEDGED_MS)


async def listen_on(runner: web.BaseRunner, bound: Sequence[socket.socket], *, tls: SecureServer | None = None) -> None:
    """Listen on bound sockets, which the runner closes at its end. `tls`: serve HTTPS with it. Raises ListenError."""
    cast(DiscreetServer, runner.server).tls = tls
    for opened in bound:
        with _explained(*opened.getsockname()[:2]):
            await web.SockSite(runner, opened, backlog=BACKLOG).start()


@contextmanager
def _explained(host: str, port: int) -> Iterator[None]:
    """Raise a ListenError instead of an OSError of the block."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        raise ListenError(error.errno, f"cannot listen on {place}: {reason}") from error


class Runner(web.AppRunner):
    """`aiohttp.web.AppRunner` with discreet error responses and limits of connections."""

    __slots__ = ("_table", "_watch_task")

    async def _make_server(self) -> web.Server:
        site = self.app.get(SITE)
        table = self.app.get(CONNECTIONS)
        self._table = ConnectionTable() if table is None else table
        self._kwargs.setdefault("auto_decompress", False)  # `refusal_of` refuses encoded bodies
        server = await super()._make_server()
        self._watch_task = asyncio.create_task(self._table.watch(), name="connections")
        prefix = site.prefix if site else ""
        return DiscreetServer(server, table=self._table, router=self.app.get(FRONT), prefix=prefix)

    async def _cleanup_server(self) -> None:
        self._table.close_waiting()
        await end(self._watch_task)
        await super()._cleanup_server()
