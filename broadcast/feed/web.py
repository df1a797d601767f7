"""Feed v1 on one port: WebSocket, Server-Sent Events and cacheable JSON of the same board (docs/wire.md).

Handshakes that come first on a connection are answered by `connections.router`; this module serves those on a reused
connection and refuses invalid ones. Encoded frames are written directly to the connection's transport.
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
from broadcast.feed.hub import LANGUAGE_SEPARATOR
from broadcast.feed.service import FEED, Feed, feed_of
from broadcast.feed.websocket import VERSION, refusal
from conference.connections.http import request_network
from conference.connections.networks import Network
from conference.descriptions import Description, describes
from conference.languages import LANGUAGES
from conference.tasks import end

RETRY_AFTER_S = 5
"""Retry time in seconds for a client that cannot be served now."""

JSON_CACHE = "public, max-age=1, stale-if-error=30"
"""A cache may serve the board for a second, and for 30 s while this node fails; `at` and Date give its age."""


def routes() -> list[web.RouteDef]:
    """Return the routes of the three transports of the feed; only GET is allowed."""
    return [
        web.get("/feed/v1/{language}/ws", serve_websocket, allow_head=False),
        web.get("/feed/v1/{language}/events", serve_events, allow_head=False),
        web.get("/feed/v1/events", serve_events_of_languages, allow_head=False),
        web.get("/feed/v1/{language}/board.json", serve_json),
    ]


async def run_feed(app: web.Application) -> AsyncIterator[None]:
    """Watch the open connections while the application runs (a cleanup context)."""
    watching = asyncio.create_task(app[FEED].connections.watch(), name="feed connections")
    yield
    await end(watching)


async def end_feed(app: web.Application) -> None:
    """Drain the connections when the application stops (on_shutdown)."""
    feed = app[FEED]
    await feed.connections.drain(feed.drain_s)


async def serve_websocket(request: web.Request) -> web.StreamResponse:
    """Serve the feed over WebSocket, on a connection that has served requests before."""
    feed, language = _check_request(request)
    status = refusal(request.headers)
    if status is HTTPStatus.UPGRADE_REQUIRED:
        raise _VersionRequired
    if status is not None:
        raise web.HTTPBadRequest
    network = request_network(request)
    key, origin = request.headers["Sec-WebSocket-Key"], request.headers.get("Origin", "")
    feed_request = parse_feed_request(key, language, request.query, network=network, origin=origin)
    await WebSocketConnection(feed, feed_request).serve(request)
    return web.Response()


async def serve_events(request: web.Request) -> web.StreamResponse:
    """Serve the feed as Server-Sent Events (HTML standard §9.2)."""
    feed, language = _check_request(request)
    return await _send_events(request, feed, language)


async def serve_events_of_languages(request: web.Request) -> web.StreamResponse:
    """Serve several languages in one stream: a browser opens at most six connections to a site over HTTP/1.1."""
    feed, requested = _check_viewer(request), set(request.query.get("languages", "").split(LANGUAGE_SEPARATOR))
    if not requested <= set(LANGUAGES):
        raise web.HTTPNotFound
    return await _send_events(request, feed, LANGUAGE_SEPARATOR.join(code for code in LANGUAGES if code in requested))


async def _send_events(request: web.Request, feed: Feed, language: str) -> web.StreamResponse:
    network = request_network(request)
    _admit_viewer(feed, network)
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    await response.prepare(request)
    has_revision = "Last-Event-ID" in request.headers or "epoch" in request.query
    resume = _parse_revision(request)
    await SseConnection(
        feed.connections, language, feed.hub, network=network, resume=resume, has_revision=has_revision
    ).serve(request)
    return response


@describes(Description(answer=wire.Snapshot))
async def serve_json(request: web.Request) -> web.StreamResponse:
    """Serve the whole board as JSON, for caches and for clients that cannot hold a connection open.

    `Date` follows the board's clock like `at`, in a rehearsal too: a client uses the later of the two.
    """
    feed, language = feed_of(request), _get_language(request)
    if not feed.hub.is_confirmed:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": str(RETRY_AFTER_S)})
    snapshot = feed.hub.snapshot(language)
    etag = f'W/"{wire.event_id(feed.hub.latest.revision)}.{language}"'
    now = format_datetime(feed.hub.clock.now().astimezone(UTC), usegmt=True)
    headers = {"ETag": etag, "Cache-Control": JSON_CACHE, "Date": now}
    if etag in _parse_etags(request):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return web.Response(body=snapshot.payload, content_type="application/json", charset="utf-8", headers=headers)


class _VersionRequired(web.HTTPUpgradeRequired):
    """The client requests an unsupported version of WebSocket (RFC 6455 §4.4; RFC 9110 §15.5.22)."""

    def __init__(self) -> None:
        super().__init__(headers={"Sec-WebSocket-Version": VERSION, "Upgrade": "websocket"})


def _check_request(request: web.Request) -> tuple[Feed, str]:
    """Return the feed and the language; refuse an unknown language, a foreign Origin or an old HTTP version."""
    language = _get_language(request)
    return _check_viewer(request), language


def _check_viewer(request: web.Request) -> Feed:
    """Return the feed; refuse a foreign Origin or an old HTTP version."""
    feed = feed_of(request)
    if request.version < HttpVersion11:
        raise web.HTTPVersionNotSupported
    if not feed.allows_origin(request.headers):
        raise web.HTTPForbidden
    return feed


def _admit_viewer(feed: Feed, network: Network | None) -> None:
    """Refuse the viewer if the node is full, draining, or receives too many viewers at once."""
    chance, now = random.random(), asyncio.get_running_loop().time()  # noqa: S311 - spreads, protects nothing
    wait_s = feed.admission.wait_s(
        len(feed.connections), now=now, chance=chance, of_network=feed.connections.networks[network]
    )
    if feed.connections.draining:
        wait_s = max(wait_s, feed.drain_s * chance)
    if wait_s:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": str(math.ceil(wait_s))})


def _get_language(request: web.Request) -> str:
    language = request.match_info["language"]
    if language not in LANGUAGES:
        raise web.HTTPNotFound
    return language


def _parse_revision(request: web.Request) -> Revision | None:
    """Return the revision that the client resumes from. The header, set by a browser, is newer than the query."""
    last_event_id = request.headers.get("Last-Event-ID")
    if last_event_id is not None:
        return wire.read_event_id(last_event_id)
    return wire.read_revision(request.query.get("epoch"), request.query.get("offset"))


def _parse_etags(request: web.Request) -> list[str]:
    """Return the ETags of If-None-Match; those of Rostrum contain no comma."""
    return [etag.strip() for etag in request.headers.get("If-None-Match", "").split(",")]
