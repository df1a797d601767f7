"""Feed v1 on one port: WebSocket, Server-Sent Events and cacheable JSON of the same board (docs/wire.md).

A fresh connection's handshake is answered by `front`; here come those on a connection that was used before, and those
that must be refused. Ready-made frames go straight to the connection's transport.
"""

import asyncio
import math
import random
from collections.abc import AsyncIterator
from datetime import UTC
from email.utils import format_datetime
from http import HTTPStatus

from aiohttp import HttpVersion11, web

from broadcast.board.domain.board import Revision
from broadcast.feed import wire
from broadcast.feed.connections.registry import SseConnection
from broadcast.feed.connections.websocket_connection import WebSocketConnection, parse_feed_request
from broadcast.feed.service import FEED, Feed, feed_of
from broadcast.feed.websocket import VERSION, refusal
from conference.connections.http import request_network
from conference.connections.networks import Network
from conference.languages import LANGUAGES
from conference.tasks import end

RETRY_AFTER_S = 5
"""What a client that cannot be served now is asked to wait."""

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
    watching = asyncio.create_task(app[FEED].connections.watch(), name="feed lines")
    yield
    await end(watching)


async def end_feed(app: web.Application) -> None:
    """Let the viewers go when the application stops (on_shutdown)."""
    feed = app[FEED]
    await feed.connections.drain(feed.drain_s)


async def serve_websocket(request: web.Request) -> web.StreamResponse:
    """The feed over WebSocket, on a connection that has served requests before."""
    feed, language = _allow(request)
    refused = refusal(request.headers)
    if refused is HTTPStatus.UPGRADE_REQUIRED:
        raise _VersionRequired
    if refused is not None:
        raise web.HTTPBadRequest
    network = request_network(request)
    feed_request = parse_feed_request(request.headers["Sec-WebSocket-Key"], language, request.query, network=network)
    await WebSocketConnection(feed, feed_request).serve(request)
    return web.Response()


async def serve_events(request: web.Request) -> web.StreamResponse:
    """The feed as Server-Sent Events (HTML standard §9.2)."""
    feed, language = _allow(request)
    network = request_network(request)
    _admit(feed, network)
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    await response.prepare(request)
    asked = "Last-Event-ID" in request.headers or "epoch" in request.query
    resume = _revision(request)
    await SseConnection(feed.connections, language, feed.hub, network=network, resume=resume, asked=asked).serve(
        request
    )
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


class _VersionRequired(web.HTTPUpgradeRequired):
    """Another version of WebSocket was asked for (RFC 6455 §4.2.2)."""

    def __init__(self) -> None:
        super().__init__(headers={"Sec-WebSocket-Version": VERSION})


def _allow(request: web.Request) -> tuple[Feed, str]:
    """Refuse what must not become a viewer: unknown language, foreign page, old protocol."""
    feed, language = feed_of(request), _language(request)
    if request.version < HttpVersion11:
        raise web.HTTPVersionNotSupported
    if not feed.from_our_pages(request.headers):
        raise web.HTTPForbidden
    return feed, language


def _admit(feed: Feed, network: Network | None) -> None:
    """Refuse one too many, or one of too many at once."""
    chance, now = random.random(), asyncio.get_running_loop().time()  # noqa: S311 - spreads, protects nothing
    wait_s = feed.admission.wait_s(
        len(feed.connections), now=now, chance=chance, of_network=feed.connections.networks[network]
    )
    if feed.connections.draining:
        wait_s = max(wait_s, feed.drain_s * chance)
    if wait_s:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": str(math.ceil(wait_s))})


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
