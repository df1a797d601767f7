"""Runs an application, and answers what is no proper HTTP without repeating it, to the sender or in the log.

aiohttp's own answer to an unreadable request quotes the line it could not read, which may be a cookie.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Protocol, cast

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong
from aiohttp.web_protocol import RequestHandler

from conference.web.context import FLOOR
from conference.web.prefix import without_prefix

ProtocolFactory = Callable[[], asyncio.Protocol]


class Front(Protocol):
    """Makes what meets a fresh connection before HTTP does, from the factory of what is behind it."""

    def __call__(self, http: ProtocolFactory, /) -> ProtocolFactory: ...


FRONT: web.AppKey[Front] = web.AppKey("front")
"""Where an application puts its front."""

BACKLOG = 4096
"""Connections that wait to be accepted: a crowd that comes back at once."""

UNACKNOWLEDGED_MS = 30_000
"""How long the kernel lets sent bytes go unacknowledged (TCP_USER_TIMEOUT, RFC 5482): frees half-open connections
where it can. Connections inherit it from the socket that listens."""

_log = structlog.get_logger(__name__)


class DiscreetHandler(RequestHandler):
    """One connection."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The answer to a request that could not be read: its status in words, and nothing of what was sent."""
        if not isinstance(exc, HttpProcessingError):
            return super().handle_error(request, status, exc, message)
        _log.info("request.unreadable", remote=request.remote, reason=type(exc).__name__)
        too_long = isinstance(exc, LineTooLong) or "Too many" in exc.message
        answer = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if too_long else HTTPStatus.BAD_REQUEST
        response = web.Response(status=answer, text=f"{answer.value} {answer.phrase}\n")
        response.force_close()
        return response


class DiscreetServer(web.Server):
    """Makes a protocol for each connection: the front if there is one, and behind it a handler of HTTP."""

    def __init__(self, like: web.Server, front: Front | None, prefix: str) -> None:
        self._options: dict[str, Any] = like._kwargs
        request_factory = without_prefix(like.request_factory, prefix)
        super().__init__(like.request_handler, request_factory=request_factory, **self._options)
        self._first = front(self._handler) if front else self._handler

    def __call__(self) -> RequestHandler:
        return cast(RequestHandler, self._first())

    def _handler(self) -> RequestHandler:
        return DiscreetHandler(self, loop=self._loop, **self._options)


async def listen(
    runner: web.BaseRunner, host: str, port: int, *, shared: bool = False, tls: ssl.SSLContext | None = None
) -> None:
    """Take connections on every address of `host`. `shared`: other processes listen on this port too. `tls`: by TLS.

    Raises OSError when that is not to be had.
    """
    passive = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    for family, _, _, _, address in passive:
        listening = socket.create_server(
            cast("tuple[str, int]", address[:2]), family=family, backlog=BACKLOG, reuse_port=shared
        )
        if option := getattr(socket, "TCP_USER_TIMEOUT", None):
            listening.setsockopt(socket.IPPROTO_TCP, option, UNACKNOWLEDGED_MS)
        await web.SockSite(runner, listening, backlog=BACKLOG, ssl_context=tls).start()


class Runner(web.AppRunner):
    """`aiohttp.web.AppRunner` with discreet answers."""

    __slots__ = ()

    async def _make_server(self) -> web.Server:
        floor = self.app.get(FLOOR)
        return DiscreetServer(await super()._make_server(), self.app.get(FRONT), floor.prefix if floor else "")
