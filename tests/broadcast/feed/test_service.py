"""Origins of handshakes, and the parts of one node's feed."""

import pytest

from broadcast.feed.hub import Hub
from broadcast.feed.service import Feed, same_host


@pytest.mark.parametrize(
    "origin",
    [None, "https://press.example:8443", "http://press.example:8443"],
)
def test_own_page_or_no_browser_is_allowed(origin: str | None) -> None:
    headers = {"host": "press.example:8443"} | ({} if origin is None else {"origin": origin})
    assert same_host(headers)


@pytest.mark.parametrize(
    "origin",
    [
        "https://press.example",
        "https://press.example.evil.example:8443",
        "https://evil.example/press.example:8443",
        "https://user@press.example:8443",
        "null",
        "",
        "press.example:8443",
    ],
)
def test_foreign_origin_is_refused(origin: str) -> None:
    assert not same_host({"host": "press.example:8443", "origin": origin})


def test_request_without_a_host_has_no_own_page() -> None:
    assert not same_host({"origin": "https://press.example"})
    assert not same_host({"origin": "null"})


def test_nodes_share_no_connections_and_screens() -> None:
    first, second = (Feed(hub=object.__new__(Hub)) for _ in range(2))
    assert first.connections is not second.connections
    assert first.screens is not second.screens
    assert first.admission is not second.admission
