"""Router of first requests: handshakes of the feed are served here, without the cost of an HTTP request.

Everything else, and every handshake that is not plainly right, goes to the HTTP server as it came, which answers it.
"""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import httptools

from broadcast.feed.connections.websocket_connection import FeedRequest, WebSocketConnection, parse_feed_request
from broadcast.feed.service import Feed
from broadcast.feed.websocket import refusal
from conference.connections.http import FORWARDED
from conference.connections.networks import Network, client_network
from conference.languages import LANGUAGES
from conference.web.prefix import inside

_ONCE = frozenset({"host", "origin", "upgrade", "connection", "sec-websocket-key", "sec-websocket-version"})
_NEVER = frozenset({"content-length", "transfer-encoding"})
_MOST_PARAMETERS = 8

LARGEST_HEAD = 8 * 1024
MOST_HEADERS = 64
"""The size of a handshake's head; the HTTP server answers a larger one, which is most likely none of a viewer's."""

FEED_PATH = "/feed/v1/"


class RouterFactory:
    """Routes the first requests of one node's connections. Behind `proxies` X-Forwarded-For names the client."""

    def __init__(self, feed: Feed, *, prefix: str = "", proxies: int = 0) -> None:
        self.feed = feed
        self._prefix = prefix
        self._proxies = proxies
        self._starts = (f"GET {FEED_PATH}".encode(), f"GET {prefix}{FEED_PATH}".encode())

    def __call__(self, head: bytes, peer: Network | None) -> WebSocketConnection | None:
        """Make the protocol of a viewer whose handshake this head is; None for all other requests."""
        feed_request = self.feed_request(head, peer)
        return None if feed_request is None else WebSocketConnection(self.feed, feed_request)

    def feed_request(self, data: bytes, peer: Network | None = None) -> FeedRequest | None:
        """What the first words ask of the feed; None when they are for the HTTP server."""
        if not data.startswith(self._starts) or len(data) > LARGEST_HEAD:
            return None
        head = read_head(data)
        if head is None or not self.feed.from_our_pages(head.headers):
            return None
        language, _, rest = inside(head.target, self._prefix).removeprefix(FEED_PATH).partition("/")
        way, _, query = rest.partition("?")
        if way != "ws" or language not in LANGUAGES:
            return None
        try:
            named = dict(reversed(parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)))
        except ValueError:
            return None
        network = client_network(peer, head.headers.get(FORWARDED.lower(), ""), self._proxies)
        return parse_feed_request(head.headers["sec-websocket-key"], language, named, network=network)


@dataclass(slots=True)
class RequestHead:
    """The head of a request: its target, and its headers by their names in lower case."""

    target: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    plain: bool = True

    def on_url(self, url: bytes) -> None:
        """The parser has read (a part of) the target."""
        self.target += url.decode("latin-1")

    def on_header(self, name: bytes, value: bytes) -> None:
        """The parser has read a header."""
        key = name.decode("latin-1").lower()
        if key in _NEVER or (key in _ONCE and key in self.headers) or len(self.headers) >= MOST_HEADERS:
            self.plain = False
        text = value.decode("latin-1")
        self.headers[key] = f"{self.headers[key]},{text}" if key in self.headers else text


def read_head(data: bytes) -> RequestHead | None:
    """The head of a plain WebSocket handshake (RFC 6455 §4.2.1) that these bytes are, whole; else None."""
    head = RequestHead()
    parser = httptools.HttpRequestParser(head)
    try:
        parser.feed_data(data)
    except httptools.HttpParserUpgrade as upgrade:
        whole = upgrade.args[0] == len(data)
    except httptools.HttpParserError:
        return None
    else:
        return None
    headers = head.headers
    wanted = (
        whole and head.plain and parser.get_http_version() == "1.1" and "host" in headers and refusal(headers) is None
    )
    return head if wanted else None
