"""Installation of the pages for broadcasters, with their links on the pages of rooms."""

from aiohttp import web

from broadcast.lower_thirds import web as pages
from broadcast.lower_thirds.room_section import BROADCASTER_SECTION
from broadcast.publish.sections import ROOM_SECTIONS


def install_lower_thirds(app: web.Application) -> None:
    """Install the pages and the JSON of the floor, on the live application only."""
    app[ROOM_SECTIONS].append(BROADCASTER_SECTION)
    app.router.add_routes(pages.routes())
