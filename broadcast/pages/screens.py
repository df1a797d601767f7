"""Pages of the screens: each layout in one language or in several, and several layouts in a grid.

The pages contain no state of the board; their script shows its cached board, then the feed's. What their query says is
read by the table of `layouts`; what that does not have is ignored here, and named where staff make addresses.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Annotated, Any

from aiohttp import web
from msgspec import Meta, Struct, structs

from broadcast.board.domain.shown import ShownRoom
from broadcast.feed.page_time import add_page_time
from broadcast.feed.public_board import PublicBoard
from broadcast.feed.service import board_of
from broadcast.pages.layout_addresses import LONGEST_ADDRESS, Cell, LayoutProblem, read_cells
from broadcast.pages.layouts import EVERY_S, LAYOUTS, MAX_EVERY_S, MIN_EVERY_S, Layout, options_of
from broadcast.pages.live import PAGE_HEADER
from broadcast.pages.page_data import script_data
from broadcast.pages.screen_boards import read_board
from broadcast.pages.screen_parts import SCREEN_PARTS, ScreenPart
from conference.languages import LANGUAGES, language
from conference.web import Identifier, language_of, read_query, render, site_of
from conference.web.classic_scripts import classic_script

TEXTS = ("board.", "screen.")

WORKER = "broadcast/pages/static/screen-worker.mjs"

ASK_AGAIN_S = 5
"""Seconds after which a device without a connection asks again for a screen that it has not stored."""

LANGUAGE_IN_PATH = f"{{language:{'|'.join(LANGUAGES)}}}"

_GRID = "grid"


class ScreenQuery(Struct, frozen=True, kw_only=True):
    """Query of a screen: its languages separated by commas, and the options of `layouts`."""

    languages: str = ""
    every_s: int = EVERY_S
    theme: Identifier = ""
    safe: Identifier = ""
    turn: Identifier = ""
    shift: Identifier = ""
    place: Identifier = ""
    day: Identifier = ""
    arrange: Identifier = ""
    cells: Annotated[str, Meta(max_length=LONGEST_ADDRESS)] = ""


class ScreenRequest(Struct, frozen=True, kw_only=True):
    """What a page of a screen is to show: a layout with its options, its room and its languages."""

    layout: Layout
    options: dict[str, str]
    codes: tuple[str, ...]
    every_s: int
    room: ShownRoom | None
    board: PublicBoard
    cells: str

    @property
    def room_id(self) -> str | None:
        """Identifier of its room, None without one."""
        return self.room.id if self.room else None


def routes() -> list[web.RouteDef]:
    """Return the routes of the screens, and of the service worker that caches them on their devices.

    `/ar/screens/lobby` is a layout in one language, `/screens/lobby?languages=vi,ar,fr&every_s=20` in several; without
    `languages` they are those of the event.
    """
    pages = []
    for layout in LAYOUTS.values():
        path = f"/screens/{layout.folder}" + ("/{room}" if layout.needs_room else "")
        pages += [web.get(one, _page_of(layout)) for one in (f"/{LANGUAGE_IN_PATH}{path}", path)]
    return [
        *pages,
        web.get(f"/{LANGUAGE_IN_PATH}/screens/unreachable", show_unreachable),
        web.get("/screen-worker.mjs", serve_worker),
    ]


@cache
def _page_of(layout: Layout) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def show_screen(request: web.Request) -> web.Response:
        """Serve a screen; 404 for a room without public items, and for a layout without content at this event."""
        parts = request.config_dict[SCREEN_PARTS]
        if layout.name not in parts or not parts[layout.name].is_shown(request):
            raise web.HTTPNotFound
        return render_screen(request, _read_screen(request, layout), parts)

    return show_screen


def _read_screen(request: web.Request, layout: Layout) -> ScreenRequest:
    """Return what the address of a request says. Raises HTTPNotFound for a room without public items."""
    query = read_query(request, ScreenQuery)
    known = options_of(layout)
    given = {name: str(value) for name, value in structs.asdict(query).items()}
    options = {
        name: given[name] if option.accepts(given.get(name, "")) else option.default for name, option in known.items()
    }
    codes = _languages_of(request, query.languages)
    board = read_board(request, codes[0])
    return ScreenRequest(
        layout=layout,
        options=options,
        codes=codes,
        every_s=min(max(query.every_s, MIN_EVERY_S), MAX_EVERY_S),
        room=_find_room(request, board) if layout.needs_room else None,
        board=board,
        cells=query.cells,
    )


def _languages_of(request: web.Request, written: str) -> tuple[str, ...]:
    if "language" in request.match_info:
        return (language_of(request),)
    requested = tuple(dict.fromkeys(code for code in written.split(",") if code in LANGUAGES))
    return requested or tuple(board_of(request).languages)


def _find_room(request: web.Request, board: PublicBoard) -> ShownRoom:
    rooms = board.event.rooms if board.event else ()
    room = next((room for room in rooms if room.id == request.match_info["room"]), None)
    if room is None:
        raise web.HTTPNotFound
    return room


def render_screen(request: web.Request, screen: ScreenRequest, parts: Mapping[str, ScreenPart]) -> web.Response:
    """Render a screen in its languages."""
    tiles = _tiles_of(request, screen, parts)
    drawn = [parts[screen.layout.name], *(parts[tile["layout"]] for tile in tiles if tile["layout"] in parts)]
    part = drawn[0]
    data: dict[str, Any] = {
        "kind": screen.layout.name,
        "destination": screen.options.get("place", part.destination.value),
        "room": screen.room_id,
        "fixed": screen.codes[0],
        "every_s": screen.every_s,
        "tiles": tiles,
        "options": screen.options,
        "faces": [
            script_data(request, code, _texts_of(screen.layout), read_board(request, code)) for code in screen.codes
        ],
    }
    response = render(
        request,
        "pages/screen.html",
        data=data,
        kind=screen.layout.name,
        title=part.title,
        is_titled=part.is_titled,
        styles=dict.fromkeys(style for one in drawn for style in one.styles),
        modules=dict.fromkeys(one.module for one in drawn if one.module),
        picture=screen.options,
        first=screen.codes[0],
        room=screen.room,
        room_tag=language(screen.board.event.language).tag if screen.board.event else "",
    )
    response.headers[PAGE_HEADER] = screen.layout.name
    response.headers["Cache-Control"] = "no-cache"
    add_page_time(request, response)
    return response


def _texts_of(layout: Layout) -> tuple[str, ...]:
    return (*TEXTS, "layout.problem.") if layout.name == _GRID else TEXTS


def _tiles_of(request: web.Request, screen: ScreenRequest, parts: Mapping[str, ScreenPart]) -> list[dict[str, Any]]:
    if screen.layout.name != _GRID:
        cell = Cell(layout=screen.layout.name, room=screen.room_id or "", options=screen.options)
        return [_tile_of(request, screen, cell, parts)]
    rooms = {room.id for room in screen.board.event.rooms} if screen.board.event else set()
    cells, _problems = read_cells(screen.cells, rooms=rooms)
    return [_tile_of(request, screen, cell, parts) for cell in cells]


def _tile_of(
    request: web.Request, screen: ScreenRequest, cell: Cell | LayoutProblem, parts: Mapping[str, ScreenPart]
) -> dict[str, Any]:
    """Return what the script gets of one part: its layout with its data, or the problem for which it is not shown."""
    if isinstance(cell, LayoutProblem):
        problem = {"code": cell.code, "option": cell.option, "value": cell.value}
        return {"layout": "problem", "room": None, "options": {}, "problem": problem}
    part = parts[cell.layout]
    options = {option.name: cell.options.get(option.name, option.default) for option in LAYOUTS[cell.layout].options}
    return {
        **part.data(request, screen.codes),
        "layout": cell.layout,
        "room": cell.room or None,
        "options": options,
    }


async def show_unreachable(request: web.Request) -> web.Response:
    """Serve the page that devices store, and show in the place of a screen that they cannot load."""
    response = render(request, "pages/unreachable.html")
    response.headers[PAGE_HEADER] = "unreachable"
    response.headers["Refresh"] = str(ASK_AGAIN_S)
    response.headers["Cache-Control"] = "no-cache"
    return response


async def serve_worker(request: web.Request) -> web.Response:
    """Serve the service worker; pages may register it for any folder, and browsers revalidate it each time."""
    path = site_of(request).assets.path(WORKER)
    if path is None:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": site_of(request).url("/")}
    return web.Response(text=classic_script(path), content_type="text/javascript", charset="utf-8", headers=headers)
