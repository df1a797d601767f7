"""Public pages of the board, such as those of a session and a room: complete without scripts, updated by them.

Their source is the feed's snapshot, and what other subjects render of what they have published.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from aiohttp import web
from msgspec import Struct

from broadcast.board.domain.speakers import Turn
from broadcast.feed.public_board import PublicBoard, current_alerts, read_snapshot
from broadcast.feed.service import feed_of
from broadcast.media.web.embed import oembed_address
from broadcast.media.web.listing import has_streams
from broadcast.pages.live import PAGE_HEADER
from broadcast.pages.page_cache import board_source, serve_cached
from broadcast.pages.page_data import TemplateHelpers, script_data
from broadcast.publish.event_schema import describe_session
from broadcast.publish.feeds.calendars import calendar_path
from broadcast.publish.feeds.selection import Scope, Selection
from broadcast.publish.sections import (
    ROOM_SECTIONS,
    SESSION_SECTIONS,
    PageSection,
    read_origins,
    read_revisions,
    render_sections,
)
from broadcast.publish.share_pictures import make_card, make_page_card, picture_path
from broadcast.publish.speaking_lists import find_list, read_lists
from broadcast.publish.views import find_room, find_session
from conference.languages import FALLBACK, LANGUAGES, language
from conference.texts.dates import format_date, format_time
from conference.web import language_of, render, site_of
from conference.web.middlewares import allow_media

TEXTS = ("board.", "publish.", "screen.speakers.reply", "live.now_line", "live.filter.empty")


class PageContent(Struct, frozen=True, kw_only=True):
    """Content of one page: its template, `path` below the language, title, description, calendar, further values.

    `picture` is the path of the picture that other sites show beside its address, `room` is that whose streams it
    plays; "" for none.
    """

    template: str
    path: str
    title: str
    description: str
    calendar: Selection
    picture: str = ""
    room: str = ""
    values: Mapping[str, Any] = {}


def routes() -> list[web.RouteDef]:
    """Return the routes of the pages in each language."""
    folder = f"/{{language:{'|'.join(LANGUAGES)}}}"
    return [web.get(f"{folder}/sessions/{{session}}", show_session), web.get(f"{folder}/rooms/{{room}}", show_room)]


async def show_session(request: web.Request) -> web.Response:
    """Serve the page of a session, also of one that was cancelled or merged. Raises HTTPNotFound."""
    return await serve_page(request, _fill_session, SESSION_SECTIONS)


async def show_room(request: web.Request) -> web.Response:
    """Serve the page of a room: its current and next sessions, and its programme. Raises HTTPNotFound."""
    return await serve_page(request, _fill_room, ROOM_SECTIONS)


async def serve_page(
    request: web.Request,
    fill: Callable[[web.Request, PublicBoard, datetime], Awaitable[PageContent]],
    sections: web.AppKey[list[PageSection]] | None = None,
) -> web.Response:
    """Serve the page that `fill` makes of the board, with the sections that other subjects show on it.

    Raises: what `fill` raises, such as HTTPNotFound.
    """
    now, code = site_of(request).clock.now(), language_of(request)
    snapshot = feed_of(request).hub.snapshot(code)

    async def render_page() -> web.Response:
        board = read_snapshot(snapshot.payload)
        content = await fill(request, board, now)
        response = render(
            request,
            f"publish/{content.template}.html",
            content=content,
            board=board,
            alerts=current_alerts(board, now),
            addresses={language(other).tag: _make_address(request, other, content.path) for other in LANGUAGES},
            default_address=_make_address(request, FALLBACK, content.path),
            picture=f"{site_of(request).public_url.rstrip('/')}{content.picture}" if content.picture else "",
            data=script_data(request, code, TEXTS, board),
            calendar=f"{site_of(request).prefix}{calendar_path(code, content.calendar)}",
            sections=await render_sections(request, sections, board, content.path.partition("/")[2])
            if sections
            else "",
            has_player=has_streams(request, content.room),
            oembed=oembed_address(request, _make_address(request, code, content.path)),
            **content.values,
            **TemplateHelpers(code, now, board.zone).functions(),
        )
        response.headers[PAGE_HEADER] = content.template
        allow_media(response, read_origins(request, sections) if sections else ())
        return response

    source = (board_source(request), read_revisions(request, sections) if sections else ())
    return await serve_cached(request, source, render_page)


async def _fill_session(request: web.Request, board: PublicBoard, _now: datetime) -> PageContent:
    view, code = find_session(board, request.match_info["session"]), language_of(request)
    if view is None:
        raise web.HTTPNotFound
    session = view.session
    start, end = (format_time(code, at, board.zone) for at in (session.starts_at, session.ends_at))
    facts = [format_date(code, session.day), f"\u2066{start}–{end}\u2069", session.room_name, session.phase_label]
    path = f"sessions/{session.id}"
    speakers = find_list(read_lists(feed_of(request).hub.latest, code), session.id)
    return PageContent(
        template="session",
        path=path,
        title=session.title,
        description=" · ".join(facts),
        calendar=Selection(scope=Scope.SESSION, name=session.id),
        picture=picture_path(path, make_card(session, board, code), code),
        room=session.room,
        values={
            "view": view,
            "schema": describe_session(session, board, _make_address(request, code, path)),
            "spoken": [one for one in speakers if one.turn == Turn.SPOKEN],
        },
    )


async def _fill_room(request: web.Request, board: PublicBoard, now: datetime) -> PageContent:
    view = find_room(board, request.match_info["room"], now)
    if view is None:
        raise web.HTTPNotFound
    venue, code = board.event.venue if board.event else "", language_of(request)
    facts = [one for one in (view.name, venue) if one]
    return PageContent(
        template="room",
        path=f"rooms/{view.id}",
        title=view.name,
        description=" · ".join(facts),
        calendar=Selection(scope=Scope.ROOM, name=view.id),
        picture=picture_path(f"rooms/{view.id}", make_page_card(view.name, board, code), code),
        room=view.id,
        values={"view": view},
    )


def _make_address(request: web.Request, code: str, path: str) -> str:
    return f"{site_of(request).public_url.rstrip('/')}/{code}/{path}"
