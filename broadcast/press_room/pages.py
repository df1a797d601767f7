"""The page of figures for the press: the live counts of the board, then published figures by topic."""

from aiohttp import web

from broadcast.feed.public_board import read_snapshot
from broadcast.feed.service import feed_of
from broadcast.pages.page_cache import board_source, serve_cached
from broadcast.pages.page_data import TemplateHelpers, script_data
from broadcast.press_questions.domain import PRESS_CONFERENCE
from broadcast.press_room.announcements import find_upcoming, list_announcements, view_upcoming
from broadcast.press_room.figures import PRECISION, REASONS
from broadcast.press_room.pictures import PRESS_PICTURES
from broadcast.press_room.reading import PRESS_FIGURES, read_recently_announced
from broadcast.record.requests import read_record
from broadcast.statements.domain import list_expected
from conference.languages import LANGUAGES
from conference.texts.catalogues import key_family
from conference.web import language_of, render, site_of

TEXTS = ("board.tally.", "board.moment")
FILES = {**key_family("press.files.", ("figures", "signatories", "speakers")), "statements": "board.statements"}
"""Names of the files → keys of their titles."""

ONLY_CSV = ("speakers",)
"""Files without JSON."""

MOST_SHOWN = 20
"""Announcements on the page: the latest ones."""


def routes() -> list[web.RouteDef]:
    """Return the routes of the page in each language."""
    return [web.get(f"/{{language:{'|'.join(LANGUAGES)}}}/press", show_figures)]


async def show_figures(request: web.Request) -> web.Response:
    """Serve the figures, each with its source and time."""
    code, now = language_of(request), site_of(request).clock.now()
    snapshot = feed_of(request).hub.snapshot(code)
    published = await request.config_dict[PRESS_FIGURES].read_recent()
    announced, upcoming = await read_recently_announced(request), find_upcoming(request)

    async def render_page() -> web.Response:
        board, record = read_snapshot(snapshot.payload), await read_record(request)
        return render(
            request,
            "press_room/press.html",
            board=board,
            conferences=[one for one in board.sessions if one.kind == PRESS_CONFERENCE],
            published=published,
            precision=PRECISION,
            reasons=REASONS,
            files=[(name, key, ("CSV",) if name in ONLY_CSV else ("CSV", "JSON")) for name, key in FILES.items()],
            announcements=list_announcements(request, record)[:MOST_SHOWN],
            upcoming=view_upcoming(upcoming, code),
            expected=list_expected(record.board, announced),
            pictures=(await request.config_dict[PRESS_PICTURES].read()).values(),
            data=script_data(request, code, TEXTS, board),
            **TemplateHelpers(code, now, board.zone).functions(),
        )

    return await serve_cached(request, (board_source(request), published, announced, upcoming), render_page)
