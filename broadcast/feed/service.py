"""Dependencies of the board's pages and feed, stored on the application by typed keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from aiohttp import web
from msgspec import UNSET

from broadcast.board.domain.board import Revision
from broadcast.board.ports import Board
from broadcast.feed import wire
from broadcast.feed.admission import Admission
from broadcast.feed.connections.registry import ConnectionRegistry
from broadcast.feed.displays.painted_text import is_text_right
from broadcast.feed.displays.standings import Standing, find_standing
from broadcast.feed.hub import Hub
from broadcast.feed.identity.sessions import ScreenSessions
from broadcast.feed.screens import PaintReport, Screen, Screens


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
    seconds over which disconnected viewers reconnect after a drain. It may be changed before the drain. `sessions`
    are the connections that claim names of screens. `on_shown` is called with each report whose texts were looked at
    and are not wrong.
    """

    hub: Hub
    screens: Screens = field(default_factory=Screens)
    connections: ConnectionRegistry = field(default_factory=ConnectionRegistry)
    admission: Admission = field(default_factory=Admission)
    allows_origin: Callable[[Mapping[str, str]], bool] = same_host
    drain_s: float = 10.0
    on_shown: Callable[[wire.Shown], None] = lambda _shown: None
    sessions: ScreenSessions = field(init=False)

    def __post_init__(self) -> None:
        self.sessions = ScreenSessions(self.screens, self.read_time, self.record_shown)

    def read_time(self) -> datetime:
        """Return the time of the board's clock."""
        return self.hub.clock.now()

    def record_shown(self, connection: object, shown: wire.Shown) -> bool:
        """Record what the screen of a connection has painted; return False if another connection owns the name."""
        clock = self.hub.clock
        now, is_compared = clock.now(), self.screens.may_compare(connection, shown.screen, clock.monotonic())
        report = PaintReport(
            revision=Revision(shown.epoch, shown.offset),
            language=shown.language,
            at=now,
            layout=shown.layout or "",
            page=shown.page or 1,
            pages=shown.pages or 1,
            is_right=is_text_right(shown, self.hub.latest, now=now) if is_compared else None,
            waits=shown.waits,
            is_stored=None if shown.stored is UNSET else shown.stored,
        )
        is_recorded = self.screens.show(connection, shown.screen, report)
        if is_compared and report.is_right is not False:
            self.on_shown(shown)
        return is_recorded

    def standing_of(self, screen: Screen) -> Standing:
        """Return how a screen stands now."""
        newer_since = self.hub.revision_times.newer_since(screen.shown) if screen.shown else None
        tick = timedelta(seconds=self.hub.latest.tick_s)
        return find_standing(screen, newer_since=newer_since, now=self.hub.clock.now(), tick=tick)


BOARD: web.AppKey[Board] = web.AppKey("board", Board)
FEED: web.AppKey[Feed] = web.AppKey("feed", Feed)


def board_of(request: web.Request) -> Board:
    """Return the board that actions work on."""
    return request.config_dict[BOARD]


def feed_of(request: web.Request) -> Feed:
    """Return the feed of this node."""
    return request.config_dict[FEED]
