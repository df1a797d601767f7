"""The public page that names each way to follow the programme, with its address and QR code."""

import asyncio
from datetime import datetime

from aiohttp import web

from broadcast.feed.public_board import PublicBoard
from broadcast.publish.feeds.selection import Selection
from broadcast.publish.follow_ways import WayMaker
from broadcast.publish.pages import PageContent, serve_page
from broadcast.publish.sections import FOLLOW_SECTIONS
from conference.languages import LANGUAGES
from conference.web import language_of, site_of


def routes() -> list[web.RouteDef]:
    """Return the routes of the page in each language."""
    return [web.get(f"/{{language:{'|'.join(LANGUAGES)}}}/follow", show_follow)]


async def show_follow(request: web.Request) -> web.Response:
    """Serve the ways to follow: what other subjects offer, calendars, feeds."""
    return await serve_page(request, _fill_follow, FOLLOW_SECTIONS)


async def _fill_follow(request: web.Request, board: PublicBoard, _now: datetime) -> PageContent:
    site, code = site_of(request), language_of(request)
    maker = WayMaker(board=board, code=code, site=site.public_url.rstrip("/"), catalogues=site.catalogues)
    return PageContent(
        template="follow",
        path="follow",
        title=site.catalogues.text(code, "publish.follow.title"),
        description=site.catalogues.text(code, "publish.follow.lead"),
        calendar=Selection(),
        values={"ways": await asyncio.to_thread(maker.list_ways)},
    )
