"""The page of figures for the press: the live counts of the board, then published figures by topic."""

from aiohttp import web

from broadcast.feed.public_board import read_snapshot
from broadcast.feed.service import feed_of
from broadcast.pages.page_cache import serve_cached
from broadcast.pages.page_data import TemplateHelpers, script_data
from broadcast.press_room.figures import PRECISION, REASONS
from broadcast.press_room.reading import read_figures
from conference.languages import LANGUAGES
from conference.web import language_of, render, site_of

TEXTS = ("board.tally.", "board.moment")


def routes() -> list[web.RouteDef]:
    """Return the routes of the page in each language."""
    return [web.get(f"/{{language:{'|'.join(LANGUAGES)}}}/press", show_figures)]


async def show_figures(request: web.Request) -> web.Response:
    """Serve the figures, each with its source and time."""
    code, now = language_of(request), site_of(request).clock.now()
    snapshot, published = feed_of(request).hub.snapshot(code), await read_figures(request)

    async def render_page() -> web.Response:
        board = read_snapshot(snapshot.payload)
        return render(
            request,
            "press_room/press.html",
            board=board,
            published=published,
            precision=PRECISION,
            reasons=REASONS,
            data=script_data(request, code, TEXTS, board),
            **TemplateHelpers(code, now, board.zone).functions(),
        )

    return await serve_cached(request, (snapshot, published), render_page)
