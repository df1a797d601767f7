"""Installation of the public pages of sessions and rooms, on the live application only."""

from aiohttp import web

from broadcast.publish import pages
from broadcast.publish.sections import ROOM_SECTIONS, SESSION_SECTIONS
from broadcast.publish.statement_section import STATEMENT_SECTION


def install_publish(app: web.Application) -> None:
    """Install the pages with the sections of the subjects below; others append theirs to the lists."""
    app[SESSION_SECTIONS], app[ROOM_SECTIONS] = [STATEMENT_SECTION], []
    app.router.add_routes(pages.routes())
