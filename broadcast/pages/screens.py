"""The screens on the walls: the lobby, in one language or several in turn, and each room.

The pages hold no state of the board; their script shows what it kept, then what the feed says.
"""

from typing import Any

from aiohttp import web

from broadcast.board.domain.shown import ShownRoom
from broadcast.feed.public_board import PublicBoard, read_snapshot
from broadcast.feed.service import feed_of
from broadcast.pages.live import PAGE_HEADER
from broadcast.pages.page_data import script_data
from conference.languages import LANGUAGES, OFFICIAL
from conference.web import language_of, read_number, render, site_of

EVERY_S, LEAST_EVERY_S, MOST_EVERY_S = 20, 5, 600
"""Seconds that each language of a rotating screen is shown: unless told, at least, at most."""

TEXTS = ("board.", "screen.")

WORKER = "broadcast/pages/static/screen-worker.mjs"

_LANGUAGE = f"{{language:{'|'.join(LANGUAGES)}}}"


def routes() -> list[web.RouteDef]:
    """The screens, and the service worker that keeps them on their devices."""
    return [
        web.get(f"/{_LANGUAGE}/screens/lobby", show_lobby),
        web.get("/screens/lobby", show_rotating_lobby),
        web.get(f"/{_LANGUAGE}/screens/rooms/{{room}}", show_room),
        web.get("/screen-worker.mjs", serve_worker),
    ]


async def show_lobby(request: web.Request) -> web.Response:
    """The lobby screen in one language."""
    return _screen(request, "lobby", (language_of(request),))


async def show_rotating_lobby(request: web.Request) -> web.Response:
    """The lobby screen in several languages in turn: `?languages=ar,fr&every_s=20`, else the six official ones."""
    asked = request.query.get("languages", "").split(",")
    codes = tuple(dict.fromkeys(code for code in asked if code in LANGUAGES)) or OFFICIAL
    return _screen(request, "lobby", codes, every_s=_every_s(request.query.get("every_s", "")))


async def show_room(request: web.Request) -> web.Response:
    """The screen of one room. 404 for a room in which nothing public takes place."""
    code = language_of(request)
    board = _board(request, code)
    rooms = board.event.rooms if board.event else ()
    room = next((room for room in rooms if room.id == request.match_info["room"]), None)
    if room is None:
        raise web.HTTPNotFound
    return _screen(request, "room", (code,), room=room)


async def serve_worker(request: web.Request) -> web.StreamResponse:
    """The service worker; it may answer for the folders that pages ask it to, and is asked for anew each time."""
    path = site_of(request).assets.path(WORKER)
    if path is None:
        raise web.HTTPNotFound
    headers = {
        "Content-Type": "text/javascript; charset=utf-8",
        "Cache-Control": "no-cache",
        "Service-Worker-Allowed": site_of(request).url("/"),
    }
    return web.FileResponse(path, headers=headers)


def _screen(
    request: web.Request,
    kind: str,
    codes: tuple[str, ...],
    *,
    every_s: int = EVERY_S,
    room: ShownRoom | None = None,
) -> web.Response:
    data: dict[str, Any] = {
        "kind": kind,
        "room": room.id if room else None,
        "every_s": every_s,
        "faces": [script_data(request, code, TEXTS, _board(request, code)) for code in codes],
    }
    response = render(request, f"pages/{kind}.html", data=data, first=codes[0], room=room)
    response.headers[PAGE_HEADER] = kind
    response.headers["Cache-Control"] = "no-cache"
    return response


def _board(request: web.Request, code: str) -> PublicBoard:
    return read_snapshot(feed_of(request).hub.snapshot(code).payload)


def _every_s(text: str) -> int:
    seconds = read_number(text)
    return EVERY_S if seconds is None else min(max(seconds, LEAST_EVERY_S), MOST_EVERY_S)
