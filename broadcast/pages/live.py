"""The public live page: rendered completely by the server, updated by its script.

Its only source is the feed's snapshot.
"""

from datetime import datetime, timedelta

from aiohttp import web
from msgspec import Struct

from broadcast.board.domain.highlights import find_highlights
from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.shown import ShownSession
from broadcast.board.domain.timing import local_day
from broadcast.feed.public_board import PublicBoard, belongs_to, current_alerts, current_announcements, read_snapshot
from broadcast.feed.service import feed_of
from broadcast.pages.page_cache import board_source, serve_cached
from broadcast.pages.page_data import TemplateHelpers, script_data
from conference.languages import LANGUAGES
from conference.web import Identifier, language_of, read_query, render, site_of

PAGE_HEADER = "X-Rostrum-Page"
"""Response header by which the service worker recognizes pages of Rostrum, not a captive portal's sign-in page."""

TEXTS = ("board.", "live.")


class LiveQuery(Struct, frozen=True, kw_only=True):
    """Query of the page: day, kind, whether only current sessions are shown."""

    day: Identifier = ""
    kind: Identifier = ""
    now: bool = False


class Choice(Struct, frozen=True, kw_only=True):
    """A reader's selection of the programme: a day, a kind ("" for all), current sessions only."""

    day: str
    kind: str
    only_now: bool


def routes() -> list[web.RouteDef]:
    """Return the routes of the live page in each language."""
    return [web.get(f"/{{language:{'|'.join(LANGUAGES)}}}/", show_live)]


async def show_live(request: web.Request) -> web.Response:
    """Serve the live page: current and next sessions, signatures, announcements and the programme of a day."""
    code, now = language_of(request), site_of(request).clock.now()
    snapshot = feed_of(request).hub.snapshot(code)

    async def render_page() -> web.Response:
        return _render_live_page(request, code, read_snapshot(snapshot.payload), now)

    return await serve_cached(request, board_source(request), render_page)


def _render_live_page(request: web.Request, code: str, board: PublicBoard, now: datetime) -> web.Response:
    choice = choose(read_query(request, LiveQuery), board, now)
    response = render(
        request,
        "pages/live.html",
        board=board,
        highlights=find_highlights(board.sessions, now=now, zone=board.zone),
        alerts=current_alerts(board, now),
        announcements=current_announcements(board, now),
        lost_languages=lost_languages(board),
        choice=choice,
        kinds=kinds_of(board),
        programme=chosen_sessions(board, choice),
        now_line=now_line(board, choice, now),
        minute=now.replace(second=0, microsecond=0),
        data=script_data(request, code, TEXTS, board),
        **TemplateHelpers(code, now, board.zone).functions(),
    )
    response.headers[PAGE_HEADER] = "live"
    return response


def lost_languages(board: PublicBoard) -> list[tuple[str, str]]:
    """Return title and text for each session in progress that has lost a language of interpretation."""
    titles = {session.id: session.title for session in board.sessions if session.phase == Phase.IN_SESSION}
    return [(titles[one.session], one.lost) for one in board.interpretations if one.lost and one.session in titles]


def choose(query: LiveQuery, board: PublicBoard, now: datetime) -> Choice:
    """Return the reader's choice; by default today, or the next or last day of the event."""
    days = [day.isoformat() for day in board.event.days] if board.event else []
    today = local_day(now, board.zone).isoformat()
    candidates = [day for day in days if day >= today] or days[-1:] or [today]
    return Choice(
        day=query.day if query.day in days else candidates[0],
        kind=query.kind if query.kind in kinds_of(board) else "",
        only_now=query.now,
    )


def kinds_of(board: PublicBoard) -> dict[str, str]:
    """Return the kinds of the programme's sessions with their names, in the order of the programme."""
    return {session.kind: session.kind_label for session in board.sessions}


def chosen_sessions(board: PublicBoard, choice: Choice) -> list[ShownSession]:
    """Return the sessions of the chosen day and kind; only current ones if that was chosen."""
    on = (Phase.IN_SESSION, Phase.SUSPENDED)
    return [
        session
        for session in board.sessions
        if belongs_to(session, choice.day, board.zone)
        and (not choice.kind or session.kind == choice.kind)
        and (not choice.only_now or session.phase in on)
    ]


def now_line(board: PublicBoard, choice: Choice, now: datetime) -> int | None:
    """Return the index among the chosen sessions at which to mark the current time; None on another day."""
    if choice.only_now or local_day(now, board.zone).isoformat() != choice.day:
        return None
    minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return sum(1 for session in chosen_sessions(board, choice) if session.starts_at < minute)
