"""Installation of the public pages of the programme, its sessions and its rooms, on the live application only."""

from aiohttp import web

from broadcast.publish import follow, pages, programme_page, share_pictures, speakers_page, web_manifest, widget
from broadcast.publish.sections import FOLLOW_SECTIONS, ROOM_SECTIONS, SESSION_SECTIONS
from broadcast.publish.share_pictures import SHARE_PICTURES, make_cache
from broadcast.publish.statement_section import STATEMENT_SECTION
from broadcast.publish.widget import WIDGET_SECTION


def install_publish(app: web.Application) -> None:
    """Install the pages with the sections of the subjects below; others append theirs to the lists."""
    app[SESSION_SECTIONS], app[ROOM_SECTIONS], app[FOLLOW_SECTIONS] = [STATEMENT_SECTION], [], []
    app[SHARE_PICTURES] = make_cache()
    app[FOLLOW_SECTIONS].append(WIDGET_SECTION)
    for module in (pages, programme_page, speakers_page, follow, share_pictures, web_manifest, widget):
        app.router.add_routes(module.routes())
