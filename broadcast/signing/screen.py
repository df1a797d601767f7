"""The screen of the signing. The page has no state of the board; its script shows its cached board, then the feed's."""

from aiohttp import web

from broadcast.feed.public_board import read_snapshot
from broadcast.feed.service import feed_of
from broadcast.pages.screens import LANGUAGE_IN_PATH, ScreenPage, render_screen
from broadcast.signing.drawings import MAP_SIZE
from conference.texts.countries import countries
from conference.web import language_of, site_of

WORLD, FLAGS = "broadcast/signing/static/world.svg", "broadcast/signing/static/flags.svg"


def routes() -> list[web.RouteDef]:
    """Return the route."""
    return [web.get(f"/{LANGUAGE_IN_PATH}/screens/signing", show_signing_screen)]


async def show_signing_screen(request: web.Request) -> web.Response:
    """Serve the screen of the signing; 404 at a conference at which nothing is signed."""
    code, site = language_of(request), site_of(request)
    if read_snapshot(feed_of(request).hub.snapshot(code).payload).tally is None:
        raise web.HTTPNotFound
    data = {
        "names": {country: one.name[code] for country, one in countries().items()},
        "drawings": {"world": site.asset(WORLD), "flags": site.asset(FLAGS), "size": MAP_SIZE},
    }
    return render_screen(request, ScreenPage("signing", "signing/signing_screen.html", data=data), (code,))
