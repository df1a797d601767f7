"""Feed v1 on one port: WebSocket, Server-Sent Events and cacheable JSON of the same board (docs/wire.md).

The handshake is aiohttp's; after it, ready-made frames go straight to the connection's transport.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC
from email.utils import format_datetime
from functools import partial
from http import HTTPStatus

from aiohttp import HttpVersion11, WSCloseCode, WSMessage, WSMsgType, web

from broadcast import wire
from broadcast.domain.board import Revision
from broadcast.hub import Kind
from broadcast.outbox import Outbox
from broadcast.web.context import FEED, Feed, feed_of
from broadcast.web.lines import CLOSE_WITHIN_S, Line
from conference.clock import Clock
from conference.languages import LANGUAGES
from conference.tasks import end

RETRY_AFTER_S = 5
"""What a client that cannot be served now is asked to wait."""

MOST_MESSAGES = 600
"""Messages a client may send within a minute: a screen acknowledges what it paints, and paints no faster than that."""

JSON_CACHE = "public, max-age=1, stale-if-error=30"
"""A cache may answer a crowd for a second, and for half a minute while we are gone: `at` and Date say how old it is."""


def routes() -> list[web.RouteDef]:
    """The three ways to the feed; no other method than GET."""
    return [
        web.get("/feed/v1/{language}/ws", serve_websocket, allow_head=False),
        web.get("/feed/v1/{language}/events", serve_events, allow_head=False),
        web.get("/feed/v1/{language}/board.json", serve_json),
    ]


async def run_feed(app: web.Application) -> AsyncIterator[None]:
    """Look after the open connections while the application runs (a cleanup context)."""
    lines = app[FEED].lines
    watching = asyncio.create_task(lines.watch(), name="feed lines")
    yield
    await end(watching)


async def end_feed(app: web.Application) -> None:
    """Let the viewers go when the application stops (on_shutdown)."""
    await app[FEED].lines.close_all()


async def serve_websocket(request: web.Request) -> web.StreamResponse:
    """The feed over WebSocket."""
    feed, language = _admit(request)
    socket = web.WebSocketResponse(
        compress=False,
        max_msg_size=wire.LARGEST_CLIENT_MESSAGE,
        autoping=False,
        timeout=CLOSE_WITHIN_S,
        decode_text=False,
    )
    await socket.prepare(request)
    transport = request.transport
    if transport is None:
        return socket
    outbox = Outbox(transport, feed.hub.counters.frames)
    line = Line(
        transport, outbox, pings=True, close=partial(socket.close, code=WSCloseCode.SERVICE_RESTART, drain=False)
    )
    screen = _Screen(feed, line, request.query.get("screen"), language)
    feed.lines.open(line)
    feed.hub.subscribe(outbox, language, resume=_revision(request), asked="epoch" in request.query)
    try:
        await _hear(socket, line, screen)
    finally:
        feed.hub.unsubscribe(outbox, language)
        feed.lines.forget(line)
        screen.leave()
    return socket


async def serve_events(request: web.Request) -> web.StreamResponse:
    """The feed as Server-Sent Events (HTML standard §9.2)."""
    feed, language = _admit(request)
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    await response.prepare(request)
    transport = request.transport
    if transport is None:
        return response
    outbox = Outbox(transport, feed.hub.counters.frames)
    line = Line(transport, outbox, pings=False)
    feed.lines.open(line)
    transport.write(wire.SSE_PREAMBLE)
    asked = "Last-Event-ID" in request.headers or "epoch" in request.query
    feed.hub.subscribe(outbox, language, kind=Kind.EVENTS, resume=_revision(request), asked=asked)
    try:
        await line.wait()
    finally:
        feed.hub.unsubscribe(outbox, language, kind=Kind.EVENTS)
        feed.lines.forget(line)
    return response


async def serve_json(request: web.Request) -> web.StreamResponse:
    """The whole board as JSON, for caches and for those who cannot hold a connection.

    `Date` is by the board's clock like `at`, in a rehearsal too: a client takes the later of the two.
    """
    feed, language = feed_of(request), _language(request)
    if not feed.hub.confirmed:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": str(RETRY_AFTER_S)})
    snapshot = feed.hub.snapshot(language)
    etag = f'W/"{wire.event_id(feed.hub.latest.revision)}.{language}"'
    now = format_datetime(feed.hub.clock.now().astimezone(UTC), usegmt=True)
    headers = {"ETag": etag, "Cache-Control": JSON_CACHE, "Date": now}
    if etag in _etags(request):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return web.Response(body=snapshot.payload, content_type="application/json", charset="utf-8", headers=headers)


def _admit(request: web.Request) -> tuple[Feed, str]:
    """Refuse what must not become a viewer: unknown language, foreign page, old protocol, one too many."""
    feed, language = feed_of(request), _language(request)
    if request.version < HttpVersion11:
        raise web.HTTPVersionNotSupported
    if not feed.from_our_pages(request):
        raise web.HTTPForbidden
    if len(feed.lines) >= feed.most_viewers:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": str(RETRY_AFTER_S)})
    return feed, language


def _language(request: web.Request) -> str:
    language = request.match_info["language"]
    if language not in LANGUAGES:
        raise web.HTTPNotFound
    return language


def _revision(request: web.Request) -> Revision | None:
    """The revision that the client resumes from; a header that a browser sends by itself is newer than the address."""
    last_event_id = request.headers.get("Last-Event-ID")
    if last_event_id is not None:
        return wire.read_event_id(last_event_id)
    return wire.read_revision(request.query.get("epoch"), request.query.get("offset"))


def _etags(request: web.Request) -> list[str]:
    """What If-None-Match names; ETags of ours hold no comma."""
    return [etag.strip() for etag in request.headers.get("If-None-Match", "").split(",")]


async def _hear(socket: web.WebSocketResponse, line: Line, screen: "_Screen") -> None:
    """Take what the client sends, until either side ends."""
    heard, minute = 0, asyncio.get_running_loop().time() + 60
    async for message in socket:
        line.heard = True
        heard += 1
        if asyncio.get_running_loop().time() > minute:
            heard, minute = 0, asyncio.get_running_loop().time() + 60
        if message.type is WSMsgType.PING:
            await socket.pong(message.data)
        elif heard > MOST_MESSAGES or (message.type is not WSMsgType.PONG and not screen.take(message)):
            line.outbox.close()
            await socket.close(code=WSCloseCode.POLICY_VIOLATION, drain=False)
            return


class _Screen:
    """What a connection says about the screen behind it, if it is one."""

    def __init__(self, feed: Feed, line: Line, name: str | None, language: str) -> None:
        self._feed = feed
        self._line = line
        self._clock: Clock = feed.hub.clock
        self._name = name if name is not None and wire.is_screen_name(name) else None
        if self._name is not None:
            feed.screens.join(line, self._name, language=language, now=self._clock.now())

    def take(self, message: WSMessage) -> bool:
        """Take an acknowledgement. False for anything else."""
        if message.type is not WSMsgType.TEXT:
            return False
        try:
            shown = wire.decode_shown(message.data)
        except ValueError:
            return False
        if shown.screen == self._name:
            revision = Revision(shown.epoch, shown.offset)
            now = self._clock.now()
            self._feed.screens.show(self._line, shown.screen, revision, language=shown.language, now=now)
        return True

    def leave(self) -> None:
        """The connection is over."""
        if self._name is not None:
            self._feed.screens.leave(self._line, self._name)
