"""What the pages and the feed of the board need, kept on the application by typed keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import web

from broadcast.board.ports import Board
from broadcast.feed.admission import Admission
from broadcast.feed.connections.registry import ConnectionRegistry
from broadcast.feed.hub import Hub
from broadcast.feed.screens import Screens


def same_host(headers: Mapping[str, str]) -> bool:
    """Whether the browser says that the request comes from a page of the host it is sent to (RFC 6455 §10.2).

    No Origin at all is no browser.
    """
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


@dataclass(frozen=True, kw_only=True)
class Feed:
    """The feed of one node.

    `from_our_pages` judges a handshake by its headers (looked up in lower case); `drain_s` is the time over which
    viewers come back who were told to go.
    """

    hub: Hub
    screens: Screens = field(default_factory=Screens)
    connections: ConnectionRegistry = field(default_factory=ConnectionRegistry)
    admission: Admission = field(default_factory=Admission)
    from_our_pages: Callable[[Mapping[str, str]], bool] = same_host
    drain_s: float = 10.0


BOARD: web.AppKey[Board] = web.AppKey("board", Board)
FEED: web.AppKey[Feed] = web.AppKey("feed", Feed)


def board_of(request: web.Request) -> Board:
    """The board that actions work on."""
    return request.config_dict[BOARD]


def feed_of(request: web.Request) -> Feed:
    """The feed of this node."""
    return request.config_dict[FEED]
