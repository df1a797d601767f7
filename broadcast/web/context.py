"""What the pages and the feed of the board need, kept on the application by typed keys."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import web

from broadcast.hub import Hub
from broadcast.ports import Board
from broadcast.screens import Screens
from broadcast.web.lines import Lines

MOST_VIEWERS = 20_000
"""Connections that one node takes; more are asked to come back, perhaps to another node."""


def same_host(request: web.Request) -> bool:
    """Whether the browser says that the request comes from a page of the host it is sent to (RFC 6455 §10.2).

    No Origin at all is no browser.
    """
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


@dataclass(frozen=True, kw_only=True)
class Feed:
    """The feed of one node. `from_our_pages` judges the Origin of a handshake."""

    hub: Hub
    screens: Screens = field(default_factory=Screens)
    lines: Lines = field(default_factory=Lines)
    from_our_pages: Callable[[web.Request], bool] = same_host
    most_viewers: int = MOST_VIEWERS


BOARD: web.AppKey[Board] = web.AppKey("board", Board)
FEED: web.AppKey[Feed] = web.AppKey("feed", Feed)


def board_of(request: web.Request) -> Board:
    """The board that actions work on."""
    return request.config_dict[BOARD]


def feed_of(request: web.Request) -> Feed:
    """The feed of this node."""
    return request.config_dict[FEED]
