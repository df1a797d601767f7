"""Servers for comparison: each writes a text to every connection in turn, under uvloop like ours.

`websockets`: `websockets.broadcast`, which frames a text once for each call. `aiohttp`: the loop that people write,
`for socket in sockets: await socket.send_str(text)`. Neither keeps a board, conflates or bounds anything.
"""

import argparse
import gc
import json
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

import uvloop
from aiohttp import web
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.http11 import Request, Response

from bench.cores import open_many_files
from bench.load import PATHS
from bench.parts import commands, say


class WithWebsockets:
    """`websockets.broadcast`."""

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self.port = 0
        self._tls = tls
        self._connections: dict[str, set[ServerConnection]] = {path: set() for path in PATHS}

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Serve as long as the block runs."""
        options = {
            "compression": None,
            "ping_interval": None,
            "process_request": self._check,
            "backlog": 4096,
            "ssl": self._tls,
        }
        async with serve(self._hold, "127.0.0.1", 0, **options) as server:  # type: ignore[arg-type]
            self.port = next(iter(server.sockets)).getsockname()[1]
            yield

    def _check(self, connection: ServerConnection, request: Request) -> Response | None:
        return None if request.path in self._connections else connection.respond(HTTPStatus.NOT_FOUND, "")

    async def _hold(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        connections = self._connections[connection.request.path]
        connections.add(connection)
        try:
            await connection.wait_closed()
        finally:
            connections.discard(connection)

    async def send(self, texts: Sequence[str]) -> None:
        """One call for each path."""
        for connections, text in zip(self._connections.values(), texts, strict=True):
            broadcast(connections, text)


class WithAiohttp:
    """The naive loop."""

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self.port = 0
        self._tls = tls
        self._sockets: dict[str, set[web.WebSocketResponse]] = {path: set() for path in PATHS}

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Serve as long as the block runs."""
        app = web.Application()
        app.router.add_routes([web.get(path, self._hold) for path in PATHS])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=4096, ssl_context=self._tls).start()
        self.port = runner.addresses[0][1]
        yield

    async def _hold(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        sockets = self._sockets[request.path]
        sockets.add(socket)
        try:
            async for _ in socket:
                pass
        finally:
            sockets.discard(socket)
        return socket

    async def send(self, texts: Sequence[str]) -> None:
        """One call for each connection."""
        for sockets, text in zip(self._sockets.values(), texts, strict=True):
            for socket in list(sockets):
                await socket.send_str(text)


async def run(server: WithWebsockets | WithAiohttp) -> None:
    """Serve, and do what is told, to the end of the commands."""
    async with server.serving():
        say(port=server.port)
        async for command in commands():
            verb, _, rest = command.partition(" ")
            if verb == "update":
                texts = json.loads(rest)["texts"]
                began_ns = time.monotonic_ns()
                await server.send(texts)
                say(began_ns=began_ns)
            else:
                say(collected=gc.collect())


def main() -> None:
    """Serve with the library that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", choices=("websockets", "aiohttp"))
    parser.add_argument("--certificate", type=Path)
    parser.add_argument("--key", type=Path)
    options = parser.parse_args()
    tls = None
    if options.certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(options.certificate, options.key)
    open_many_files(0)
    uvloop.run(run(WithWebsockets(tls) if options.library == "websockets" else WithAiohttp(tls)))


if __name__ == "__main__":
    main()
