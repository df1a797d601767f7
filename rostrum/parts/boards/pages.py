"""What the live board and that of a rehearsal have alike: pages, console, API and feed, each over its own board."""

from collections.abc import AsyncIterator, Callable
from functools import partial

from aiohttp import web
from msgspec import Struct

from broadcast.board.actions.proposals import Proposals
from broadcast.console import api as board_api
from broadcast.console import api_speakers, console, console_acts, outgoing, pushed_parts, speakers_page
from broadcast.console.proposal_view import PROPOSALS
from broadcast.console.rooms import rooms_api
from broadcast.feed import web as feed
from broadcast.feed.admission import Admission
from broadcast.feed.assembly import Broadcast
from broadcast.feed.service import BOARD, FEED, Feed
from broadcast.interpretation import api as interpretation_api
from broadcast.interpretation import pages as interpretation_pages
from broadcast.pages import live, screens
from broadcast.pages.page_cache import PAGE_CACHE, PageCache
from broadcast.pages.screen_parts import BOARD_PARTS, SCREEN_PARTS
from broadcast.pages.still_parts import STILL_PARTS
from broadcast.programme.actions.changes import ProgrammeServices
from broadcast.programme.ports import PrivateSessions
from broadcast.programme.web import api as programme_api
from broadcast.programme.web import page_acts
from broadcast.programme.web import pages as programme_pages
from broadcast.programme.web import tables as programme_tables
from broadcast.programme.web.context import PROGRAMME
from broadcast.signing.screen import SIGNING_PARTS
from conference.web import SITE, same_origin

REHEARSED = (
    feed,
    live,
    screens,
    console,
    console_acts,
    outgoing,
    pushed_parts,
    board_api,
    rooms_api,
    interpretation_api,
    interpretation_pages,
    programme_api,
    programme_pages,
    page_acts,
    programme_tables,
    api_speakers,
    speakers_page,
)
"""Modules of handlers that reach all that they change through the board of their application."""


class FeedLimits(Struct, frozen=True, kw_only=True):
    """Most viewers of the feed on this node, and the seconds over which they reconnect after its end."""

    most_viewers: int
    drain_s: float


def install_board_pages(
    app: web.Application,
    broadcast: Broadcast,
    limits: FeedLimits,
    *,
    private: PrivateSessions | None = None,
    proposals: Proposals | None = None,
) -> None:
    """Install the pages and the feed of a board, and follow it while the application runs.

    `private` are the private sessions, which need rooms too, `proposals` the acts of two operators; a rehearsal has
    neither.
    """
    app[BOARD], app[PAGE_CACHE] = broadcast.board, PageCache()
    app[SCREEN_PARTS] = {**BOARD_PARTS, **STILL_PARTS, **SIGNING_PARTS}
    app[PROGRAMME] = ProgrammeServices(board=broadcast.board, private=private, proposals=proposals)
    if proposals is not None:
        app[PROPOSALS] = proposals
    app[console.LOAD_COMMAND] = "rostrum event load"
    app[FEED] = Feed(
        hub=broadcast.hub,
        screens=broadcast.screens,
        admission=Admission(most=limits.most_viewers),
        allows_origin=partial(same_origin, app[SITE]),
        drain_s=limits.drain_s,
    )
    for module in REHEARSED:
        app.router.add_routes(module.routes())
    app.cleanup_ctx.extend([_following_board(broadcast), feed.run_feed])
    pushed_parts.install_stream(app)
    app.on_shutdown.append(feed.end_feed)


def _following_board(broadcast: Broadcast) -> Callable[[web.Application], AsyncIterator[None]]:
    async def follow_board(_app: web.Application) -> AsyncIterator[None]:
        await broadcast.start()
        yield
        await broadcast.close()

    return follow_board
