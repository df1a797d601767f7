"""The public page of the whole list of speakers of a session."""

from datetime import datetime

from aiohttp import web

from broadcast.board.domain.speakers import Turn
from broadcast.feed.public_board import PublicBoard
from broadcast.feed.service import feed_of
from broadcast.publish.feeds.selection import Scope, Selection
from broadcast.publish.pages import PageContent, serve_page
from broadcast.publish.speaking_lists import find_list, read_lists
from broadcast.publish.views import find_session
from conference.languages import LANGUAGES
from conference.web import language_of, site_of


def routes() -> list[web.RouteDef]:
    """Return the routes of the page in each language."""
    return [web.get(f"/{{language:{'|'.join(LANGUAGES)}}}/sessions/{{session}}/speakers", show_speakers)]


async def show_speakers(request: web.Request) -> web.Response:
    """Serve the list of speakers of a session, empty if it has none. Raises HTTPNotFound."""
    return await serve_page(request, _fill_speakers)


async def _fill_speakers(request: web.Request, board: PublicBoard, _now: datetime) -> PageContent:
    view, code = find_session(board, request.match_info["session"]), language_of(request)
    if view is None:
        raise web.HTTPNotFound
    speakers = find_list(read_lists(feed_of(request).hub.latest, code), view.session.id)
    return PageContent(
        template="speakers",
        path=f"sessions/{view.session.id}/speakers",
        title=site_of(request).catalogues.text(code, "publish.speakers"),
        description=view.session.title,
        calendar=Selection(scope=Scope.SESSION, name=view.session.id),
        values={
            "session": view.session,
            "speakers": speakers,
            "spoken": sum(1 for one in speakers if one.turn == Turn.SPOKEN),
            "remaining": sum(1 for one in speakers if one.turn == Turn.WAITING),
        },
    )
