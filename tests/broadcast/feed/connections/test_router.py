"""Which first requests are served as viewers; everything else reaches the HTTP server as it came."""

import pytest

from broadcast.board.domain.board import Revision
from broadcast.feed.connections.router import RouterFactory
from broadcast.feed.connections.websocket_connection import FeedRequest
from broadcast.feed.hub import Hub
from broadcast.feed.service import Feed
from conference.connections.networks import network_of

KEY = "dGhlIHNhbXBsZSBub25jZQ=="


def make_router_factory(prefix: str = "") -> RouterFactory:
    return RouterFactory(Feed(hub=object.__new__(Hub)), prefix=prefix)


def request(line: str = "GET /feed/v1/fr/ws HTTP/1.1", **changes: str | None) -> bytes:
    headers = {
        "Host": "press.example",
        "Upgrade": "websocket",
        "Connection": "keep-alive, Upgrade",
        "Sec-WebSocket-Key": KEY,
        "Sec-WebSocket-Version": "13",
    } | {name.replace("_", "-"): value for name, value in changes.items()}
    connections = [line, *(f"{name}: {value}" for name, value in headers.items() if value is not None)]
    return ("\r\n".join(connections) + "\r\n\r\n").encode()


def test_plain_handshake_is_served() -> None:
    assert make_router_factory().parse_request(request()) == FeedRequest(key=KEY, language="fr")


def test_query_names_revision_and_screen() -> None:
    feed_request = make_router_factory().parse_request(
        request("GET /feed/v1/ar/ws?epoch=e-1&offset=7&screen=lobby-1&screen=2 HTTP/1.1")
    )
    assert feed_request == FeedRequest(
        key=KEY, language="ar", resume=Revision("e-1", 7), has_revision=True, screen="lobby-1"
    )


def test_doubtful_revision_is_asked_for_and_none() -> None:
    feed_request = make_router_factory().parse_request(
        request("GET /feed/v1/ar/ws?epoch=&offset=x&screen=%00 HTTP/1.1")
    )
    assert feed_request == FeedRequest(key=KEY, language="ar", resume=None, has_revision=True, screen=None)


def test_own_origin_is_accepted_and_a_foreign_one_is_not() -> None:
    assert make_router_factory().parse_request(request(Origin="https://press.example")) is not None
    assert make_router_factory().parse_request(request(Origin="https://evil.example")) is None


def test_prefix_may_be_there_or_taken_off_by_a_proxy() -> None:
    assert make_router_factory("/press").parse_request(request("GET /press/feed/v1/fr/ws HTTP/1.1")) == FeedRequest(
        key=KEY, language="fr"
    )
    assert make_router_factory("/press").parse_request(request("GET /feed/v1/fr/ws HTTP/1.1")) == FeedRequest(
        key=KEY, language="fr"
    )
    assert make_router_factory("/press").parse_request(request("GET /pressed/feed/v1/fr/ws HTTP/1.1")) is None


@pytest.mark.parametrize(
    "data",
    [
        request("GET /feed/v1/xx/ws HTTP/1.1"),
        request("GET /feed/v1/fr/events HTTP/1.1"),
        request("GET /feed/v1/fr/ws/ HTTP/1.1"),
        request("GET /fr/ HTTP/1.1"),
        request("POST /feed/v1/fr/ws HTTP/1.1"),
        request("GET /feed/v1/fr/ws HTTP/1.0"),
        request("GET /feed/v1/fr/ws?" + "&".join(f"a{n}=" for n in range(9)) + " HTTP/1.1"),
        request(Host=None),
        request(Upgrade="h2c"),
        request(Upgrade=None),
        request(Connection="close"),
        request(Sec_WebSocket_Key="short"),
        request(Sec_WebSocket_Version="8"),
        request(Content_Length="4") + b"body",
        request(Transfer_Encoding="chunked") + b"0\r\n\r\n",
        request() + b"more",
        request()[:-2],
        request()[:40],
        request().replace(b"Host:", b"Host: a\r\nHost:"),
        request().replace(b"Upgrade: w", b" folded: x\r\nUpgrade: w"),
        request().replace(b"\r\n", b"\n"),
        b"GET /feed/v1/fr/ws\r\n\r\n",
        b"GET /feed/v1/" + b"\x00" * 100,
    ],
)
def test_ambiguous_request_goes_to_the_http_server(data: bytes) -> None:
    assert make_router_factory().parse_request(data) is None


@pytest.mark.parametrize(("proxies", "network"), [(0, "198.51.100.1"), (1, "203.0.113.9"), (2, "192.0.2.1")])
def test_viewer_counts_for_the_network_that_our_proxies_name(proxies: int, network: str) -> None:
    data = request(X_Forwarded_For="192.0.2.1").replace(b"\r\n\r\n", b"\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n")
    feed_request = RouterFactory(Feed(hub=object.__new__(Hub)), proxies=proxies).parse_request(
        data, network_of("198.51.100.1")
    )
    assert feed_request is not None
    assert feed_request.network == network_of(network)
