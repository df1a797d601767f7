"""Dependencies of the board's pages and feed, stored on the application by typed keys."""

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
    """Return whether the Origin of a request is the host it is sent to (RFC 6455 §10.2).

    True without an Origin: the client is not a browser.
    """
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


@dataclass(kw_only=True)
class Feed:
    """The feed of one node.

    `allows_origin` checks the Origin among a handshake's headers (looked up in lower case); `drain_s` is the time in
    seconds over which disconnected viewers reconnect after a drain. It may be changed before the drain.
    """

    hub: Hub
    screens: Screens = field(default_factory=Screens)
    connections: ConnectionRegistry = field(default_factory=ConnectionRegistry)
    admission: Admission = field(default_factory=Admission)
    allows_origin: Callable[[Mapping[str, str]], bool] = same_host
    drain_s: float = 10.0


BOARD: web.AppKey[Board] = web.AppKey("board", Board)
FEED: web.AppKey[Feed] = web.AppKey("feed", Feed)


def board_of(request: web.Request) -> Board:
    """Return the board that actions work on."""
    return request.config_dict[BOARD]


def feed_of(request: web.Request) -> Feed:
    """Return the feed of this node."""
    return request.config_dict[FEED]
