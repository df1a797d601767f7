"""The page on the device of a screen: `/screens` shows its code, or leads to the page that it was assigned."""

from aiohttp import web

from broadcast.feed.page_time import add_page_time
from broadcast.feed.service import board_of
from broadcast.pages.live import PAGE_HEADER
from conference.languages import language
from conference.texts.catalogues import key_family
from conference.web import render, site_of

START = "/screens"
STATES = ("asking", "waiting", "rejected", "paired", "restored", "offline", "busy", "insecure", "refused")
STATE_TEXTS = key_family("pairing.state.", STATES)


async def show_start(request: web.Request) -> web.Response:
    """Serve the page in the languages of the event; its script asks for a code."""
    catalogues = site_of(request).catalogues
    codes = board_of(request).languages
    texts = {state: {code: catalogues.text(code, STATE_TEXTS[state]) for code in codes} for state in STATES}
    response = render(request, "screens/start.html", texts=texts, face_of=language)
    response.headers[PAGE_HEADER] = "start"
    response.headers["Cache-Control"] = "no-cache"
    add_page_time(request, response)
    return response


def routes() -> list[web.RouteDef]:
    """Return the route."""
    return [web.get(START, show_start)]
