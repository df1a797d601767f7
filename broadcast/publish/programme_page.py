"""The public page of the whole programme, by time and room, with filters that work without scripts."""

from datetime import datetime

from aiohttp import web
from msgspec import Struct

from broadcast.feed.public_board import PublicBoard
from broadcast.feed.service import feed_of
from broadcast.publish.feeds.selection import Selection
from broadcast.publish.pages import PageContent, serve_page
from broadcast.publish.programme_view import ProgrammeChoice, list_options, make_programme
from broadcast.publish.share_pictures import make_page_card, picture_path
from broadcast.publish.speaking_lists import read_lists
from conference.languages import LANGUAGES
from conference.web import Identifier, language_of, read_query, site_of
from conference.web.forms import Line


class ProgrammeQuery(Struct, frozen=True, kw_only=True):
    """Query of the page: its filters, "" for all; `q` is searched."""

    day: Identifier = ""
    kind: Identifier = ""
    room: Identifier = ""
    language: Identifier = ""
    q: Line = ""


def routes() -> list[web.RouteDef]:
    """Return the routes of the page in each language."""
    return [web.get(f"/{{language:{'|'.join(LANGUAGES)}}}/programme", show_programme)]


async def show_programme(request: web.Request) -> web.Response:
    """Serve the programme: what is on and next, and the table of each day."""
    return await serve_page(request, _fill_programme)


async def _fill_programme(request: web.Request, board: PublicBoard, now: datetime) -> PageContent:
    query, options = read_query(request, ProgrammeQuery), list_options(board)
    choice = options.keep_known(
        ProgrammeChoice(day=query.day, kind=query.kind, room=query.room, language=query.language, search=query.q)
    )
    texts, code = site_of(request).catalogues, language_of(request)
    lists = read_lists(feed_of(request).hub.latest, code).lists if choice.search else ()
    title = texts.text(code, "live.programme")
    return PageContent(
        template="programme",
        path="programme",
        title=title,
        description=" · ".join(one for one in (board.event.name, board.event.venue) if one) if board.event else "",
        calendar=Selection(),
        picture=picture_path("programme", make_page_card(title, board, code), code),
        values={
            "choice": choice,
            "options": options,
            "view": make_programme(board, choice, now, lists),
            "minute": now.replace(second=0, microsecond=0),
        },
    )
