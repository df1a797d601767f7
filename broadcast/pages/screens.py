"""Pages of the screens: the lobby, in one language or two at a time, and each room.

The pages contain no state of the board; their script shows its cached board, then the feed's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web
from msgspec import Struct

from broadcast.board.domain.announcements import Destination
from broadcast.board.domain.shown import ShownRoom
from broadcast.feed.page_time import add_page_time
from broadcast.feed.public_board import PublicBoard, read_snapshot
from broadcast.feed.service import board_of, feed_of
from broadcast.pages.live import PAGE_HEADER
from broadcast.pages.page_data import script_data
from conference.languages import LANGUAGES, language
from conference.web import Identifier, language_of, read_query, render, site_of
from conference.web.classic_scripts import classic_script

EVERY_S, MIN_EVERY_S, MAX_EVERY_S = 20, 5, 600
"""Seconds of a language's turn on a rotating screen: default, minimum, maximum. `rotation.mjs` shortens long rounds."""

TEXTS = ("board.", "screen.")

WORKER = "broadcast/pages/static/screen-worker.mjs"

LANGUAGE_IN_PATH = f"{{language:{'|'.join(LANGUAGES)}}}"


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """A kind of screen, its template, the announcements it shows, and what else its script gets."""

    kind: str
    template: str
    destination: Destination = Destination.LOBBY
    data: Mapping[str, Any] = field(default_factory=dict)


LOBBY, ROOM = ScreenPage("lobby", "pages/lobby.html"), ScreenPage("room", "pages/room.html", Destination.ROOMS)
PRESS = replace(LOBBY, destination=Destination.PRESS)
SPEAKERS = ScreenPage("speakers", "pages/speakers.html", Destination.ROOMS)


class LobbyQuery(Struct, frozen=True, kw_only=True):
    """Query of the lobby screens: languages separated by commas, seconds of a turn, place (`press`)."""

    languages: str = ""
    every_s: int = EVERY_S
    place: Identifier = ""


def routes() -> list[web.RouteDef]:
    """Return the routes of the screens, and of the service worker that caches them on their devices."""
    return [
        web.get(f"/{LANGUAGE_IN_PATH}/screens/lobby", show_lobby),
        web.get("/screens/lobby", show_rotating_lobby),
        web.get(f"/{LANGUAGE_IN_PATH}/screens/rooms/{{room}}", show_room),
        web.get(f"/{LANGUAGE_IN_PATH}/screens/speakers/{{room}}", show_speakers),
        web.get("/screen-worker.mjs", serve_worker),
    ]


async def show_lobby(request: web.Request) -> web.Response:
    """Serve the lobby screen in one language; `?place=press` for a screen in the press room."""
    page = _lobby_page(read_query(request, LobbyQuery))
    return render_screen(request, page, (language_of(request),))


async def show_rotating_lobby(request: web.Request) -> web.Response:
    """Serve the lobby screen in two languages at a time: `?languages=vi,ar,fr&every_s=20`.

    The first language stays, the others take turns beside it. By default these are the languages of the event.
    """
    query = read_query(request, LobbyQuery)
    requested = tuple(dict.fromkeys(code for code in query.languages.split(",") if code in LANGUAGES))
    every_s = min(max(query.every_s, MIN_EVERY_S), MAX_EVERY_S)
    codes = requested or tuple(board_of(request).languages)
    return render_screen(request, _lobby_page(query), codes, every_s=every_s)


def _lobby_page(query: LobbyQuery) -> ScreenPage:
    """Return the lobby screen with the announcements of its place."""
    return PRESS if query.place == Destination.PRESS else LOBBY


async def show_room(request: web.Request) -> web.Response:
    """Serve the screen of one room; 404 for a room without public items."""
    return _render_room(request, ROOM)


async def show_speakers(request: web.Request) -> web.Response:
    """Serve the screen before the speaker in one room: timer, current and next speaker; 404 as for `show_room`."""
    return _render_room(request, SPEAKERS)


def _render_room(request: web.Request, page: ScreenPage) -> web.Response:
    code = language_of(request)
    board = _read_board(request, code)
    rooms = board.event.rooms if board.event else ()
    room = next((room for room in rooms if room.id == request.match_info["room"]), None)
    if board.event is None or room is None:
        raise web.HTTPNotFound
    return render_screen(request, page, (code,), room=room, room_tag=language(board.event.language).tag)


async def serve_worker(request: web.Request) -> web.Response:
    """Serve the service worker; pages may register it for any folder, and browsers revalidate it each time."""
    path = site_of(request).assets.path(WORKER)
    if path is None:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": site_of(request).url("/")}
    return web.Response(text=classic_script(path), content_type="text/javascript", charset="utf-8", headers=headers)


def render_screen(
    request: web.Request,
    page: ScreenPage,
    codes: tuple[str, ...],
    *,
    every_s: int = EVERY_S,
    room: ShownRoom | None = None,
    room_tag: str = "",
) -> web.Response:
    """Render a screen in its languages; `every_s`: seconds of each one's turn."""
    data: dict[str, Any] = {
        **page.data,
        "kind": page.kind,
        "destination": page.destination.value,
        "room": room.id if room else None,
        "fixed": codes[0],
        "every_s": every_s,
        "faces": [script_data(request, code, TEXTS, _read_board(request, code)) for code in codes],
    }
    response = render(request, page.template, data=data, first=codes[0], room=room, room_tag=room_tag)
    response.headers[PAGE_HEADER] = page.kind
    response.headers["Cache-Control"] = "no-cache"
    add_page_time(request, response)
    return response


def _read_board(request: web.Request, code: str) -> PublicBoard:
    return read_snapshot(feed_of(request).hub.snapshot(code).payload)
