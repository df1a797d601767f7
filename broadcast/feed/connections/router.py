"""Router of first requests: feed handshakes are served here, without the cost of an HTTP request.

All other requests, and each handshake that is not simple and valid, are passed unchanged to the HTTP server.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import httptools

from broadcast.feed.connections.websocket_connection import FeedRequest, WebSocketConnection, parse_feed_request
from broadcast.feed.service import Feed
from broadcast.feed.websocket import refusal
from conference.connections.networks import FORWARDED, FORWARDED_FOR, Network, client_network, forwarded_address
from conference.languages import LANGUAGES
from conference.web.prefix import inside

_SINGLE_VALUE_HEADERS = frozenset(
    {"host", "origin", "upgrade", "connection", "sec-websocket-key", "sec-websocket-version"}
)
_BODY_HEADERS = frozenset({"content-length", "transfer-encoding"})
_MAX_PARAMETERS = 8

MAX_HEAD_BYTES = 8 * 1024
MAX_HEADERS = 64
"""Bounds of a handshake's head; larger requests are passed to the HTTP server, which enforces its own limits."""

FEED_PATH = "/feed/v1/"


class RouterFactory:
    """Route the first requests of one node's connections.

    `proxies` is the number of trusted proxies, which name the client in X-Forwarded-For or Forwarded. A handshake with
    one of the parameters `refused` is passed to the HTTP server, which says why it is refused."""

    def __init__(
        self, feed: Feed, *, prefix: str = "", proxies: int = 0, refused: Collection[str] = frozenset()
    ) -> None:
        self.feed = feed
        self._prefix = prefix
        self._proxies = proxies
        self._refused = frozenset(refused)
        self._request_starts = (f"GET {FEED_PATH}".encode(), f"GET {prefix}{FEED_PATH}".encode())

    def __call__(self, head: bytes, peer: Network | None) -> WebSocketConnection | None:
        """Return the protocol for a feed handshake; None for all other requests."""
        feed_request = self.parse_request(head, peer)
        return None if feed_request is None else WebSocketConnection(self.feed, feed_request)

    def parse_request(self, data: bytes, peer: Network | None = None) -> FeedRequest | None:
        """Parse the first bytes as a feed handshake; None when the HTTP server has to answer them."""
        if not data.startswith(self._request_starts) or len(data) > MAX_HEAD_BYTES:
            return None
        head = read_head(data)
        if head is None or not self.feed.allows_origin(head.headers):
            return None
        language, _, rest = inside(head.target, self._prefix).removeprefix(FEED_PATH).partition("/")
        transport, _, query = rest.partition("?")
        if transport != "ws" or language not in LANGUAGES:
            return None
        try:
            parameters = dict(reversed(parse_qsl(query, keep_blank_values=True, max_num_fields=_MAX_PARAMETERS)))
        except ValueError:
            return None
        if not self._refused.isdisjoint(parameters):
            return None
        listed, forwarded = (head.headers.get(name.lower(), "") for name in (FORWARDED_FOR, FORWARDED))
        network = client_network(peer, forwarded_address(listed, self._proxies, forwarded=forwarded))
        key, origin = head.headers["sec-websocket-key"], head.headers.get("origin", "")
        return parse_feed_request(key, language, parameters, network=network, origin=origin)


@dataclass(slots=True)
class RequestHead:
    """The head of a request: its target, and its headers by lower-case name.

    `is_simple` is False for a request with a body, repeated single-value headers or too many headers."""

    target: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    is_simple: bool = True

    def on_url(self, url: bytes) -> None:
        """Append a part of the target (called by the parser)."""
        self.target += url.decode("latin-1")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Add a header (called by the parser)."""
        key = name.decode("latin-1").lower()
        if (
            key in _BODY_HEADERS
            or (key in _SINGLE_VALUE_HEADERS and key in self.headers)
            or len(self.headers) >= MAX_HEADERS
        ):
            self.is_simple = False
        text = value.decode("latin-1")
        self.headers[key] = f"{self.headers[key]},{text}" if key in self.headers else text


def read_head(data: bytes) -> RequestHead | None:
    """Return the head if `data` is exactly one simple WebSocket handshake (RFC 6455 §4.2.1), else None."""
    head = RequestHead()
    parser = httptools.HttpRequestParser(head)
    try:
        parser.feed_data(data)
    except httptools.HttpParserUpgrade as upgrade:
        is_complete = upgrade.args[0] == len(data)
    except httptools.HttpParserError:
        return None
    else:
        return None
    headers = head.headers
    is_handshake = (
        is_complete
        and head.is_simple
        and parser.get_http_version() == "1.1"
        and "host" in headers
        and refusal(headers) is None
    )
    return head if is_handshake else None
