"""Addresses of calendars: the programme, a day, a room, a session, each in every language."""

import asyncio
from datetime import date
from functools import partial
from urllib.parse import quote

from aiohttp import web

from broadcast.feed.public_board import PublicBoard
from broadcast.publish.feeds.calendar import CalendarFrame, write_calendar
from broadcast.publish.feeds.log_reader import LOG_READER, entry_maker_of
from broadcast.publish.feeds.public_files import KindQuery, answer_file
from broadcast.publish.feeds.selection import Scope, Selection
from conference.languages import LANGUAGES
from conference.texts.catalogues import format_date
from conference.web import language_of, read_query, site_of

CALENDARS = f"/calendar/{{language:{'|'.join(LANGUAGES)}}}"
MEDIA_TYPE = "text/calendar"


def calendar_path(code: str, selection: Selection) -> str:
    """Return the path of a calendar in a language."""
    name = "programme" if selection.scope is Scope.PROGRAMME else f"{selection.scope}/{quote(selection.name, safe='')}"
    query = f"?kind={quote(selection.kind, safe='')}" if selection.kind else ""
    return f"/calendar/{code}/{name}.ics{query}"


async def send_programme(request: web.Request) -> web.Response:
    """Send the calendar of the whole programme."""
    return await _send_calendar(request, Scope.PROGRAMME, "")


async def send_day(request: web.Request) -> web.Response:
    """Send the calendar of a day."""
    return await _send_calendar(request, Scope.DAY, request.match_info["day"])


async def send_room(request: web.Request) -> web.Response:
    """Send the calendar of a room."""
    return await _send_calendar(request, Scope.ROOM, request.match_info["room"])


async def send_session(request: web.Request) -> web.Response:
    """Send the calendar of one session."""
    return await _send_calendar(request, Scope.SESSION, request.match_info["session"])


def routes() -> list[web.RouteDef]:
    """Return the routes of the calendars."""
    return [
        web.get(f"{CALENDARS}/programme.ics", send_programme),
        web.get(f"{CALENDARS}/days/{{day}}.ics", send_day),
        web.get(f"{CALENDARS}/rooms/{{room}}.ics", send_room),
        web.get(f"{CALENDARS}/sessions/{{session}}.ics", send_session),
    ]


async def _send_calendar(request: web.Request, scope: Scope, name: str) -> web.Response:
    """Send a calendar. Raises NotFoundError for a day, room, session or kind that the event does not have."""
    selection = Selection(scope=scope, name=name, kind=read_query(request, KindQuery).kind)
    path = calendar_path(language_of(request), selection)
    return await answer_file(request, path, kind=MEDIA_TYPE, make=partial(_make_calendar, selection, path))


async def _make_calendar(selection: Selection, path: str, request: web.Request) -> bytes:
    maker = await entry_maker_of(request)
    entries = maker.list_entries(selection, site_of(request).clock.now())
    return await asyncio.to_thread(write_calendar, _frame_of(request, maker.board, selection, path), entries)


def _frame_of(request: web.Request, board: PublicBoard, selection: Selection, path: str) -> CalendarFrame:
    site, code = site_of(request), language_of(request)
    address = site.public_url.rstrip("/")
    return CalendarFrame(
        title=_title_of(board, selection, code),
        address=f"{address}{path}",
        site=f"{address}/{code}",
        zone=site.zone,
        event_name=request.config_dict[LOG_READER].event_name,
    )


def _title_of(board: PublicBoard, selection: Selection, code: str) -> str:
    """Return the name of a calendar: that of the event, and of the day, the room or the session."""
    names = [board.event.short_name] if board.event else []
    match selection.scope:
        case Scope.DAY:
            names.append(format_date(code, date.fromisoformat(selection.name)))
        case Scope.ROOM:
            rooms = board.event.rooms if board.event else ()
            names += [room.name for room in rooms if room.id == selection.name]
        case Scope.SESSION:
            names += [session.title for session in board.sessions if session.id == selection.name]
    return " · ".join(names)
