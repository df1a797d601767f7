"""What draws each layout: the module of its script, its style sheets, and the data that the script gets.

The layouts of other subjects are added where the board's pages are installed.
"""

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web
from msgspec import Struct

from broadcast.board.domain.announcements import Destination
from broadcast.pages.layouts import LAYOUT_LABELS

_STATIC = "broadcast/pages/static/layouts"

PartData = Callable[[web.Request, tuple[str, ...]], Mapping[str, Any]]
"""Data of a layout for its script, in the languages of the screen."""


def _no_data(_request: web.Request, _codes: tuple[str, ...]) -> Mapping[str, Any]:
    return {}


def _is_always_there(_request: web.Request) -> bool:
    return True


class ScreenPart(Struct, frozen=True, kw_only=True):
    """How a layout is drawn, and which announcements a page with it shows.

    `module` is "" for a grid, which has those of its parts. `title` is the key of the title, which the header shows
    if `is_titled`. `is_shown` says whether the event has such a page.
    """

    module: str
    styles: tuple[str, ...]
    title: str
    is_titled: bool = False
    destination: Destination = Destination.LOBBY
    data: PartData = _no_data
    is_shown: Callable[[web.Request], bool] = _is_always_there


SCREEN_PARTS: web.AppKey[Mapping[str, ScreenPart]] = web.AppKey("screen_parts")
"""All layouts that screens of an application can show, by name."""


def _static_path(name: str) -> str:
    return f"{_STATIC}/{name}"


BOARD_PARTS: Mapping[str, ScreenPart] = {
    "lobby": ScreenPart(
        module=_static_path("lobby.mjs"), styles=(_static_path("lobby.css"),), title="screen.lobby.title"
    ),
    "room": ScreenPart(
        module=_static_path("room.mjs"),
        styles=(_static_path("room.css"),),
        title="screen.room.title",
        destination=Destination.ROOMS,
    ),
    "speakers": ScreenPart(
        module=_static_path("speakers.mjs"),
        styles=(_static_path("speakers.css"),),
        title="screen.speakers.title",
        destination=Destination.ROOMS,
    ),
    "programme": ScreenPart(
        module=_static_path("programme.mjs"),
        styles=(_static_path("lobby.css"),),
        title=LAYOUT_LABELS["programme"],
        is_titled=True,
    ),
    "announcement": ScreenPart(
        module=_static_path("announcement.mjs"),
        styles=(_static_path("announcement.css"),),
        title=LAYOUT_LABELS["announcement"],
    ),
    "grid": ScreenPart(module="", styles=(_static_path("grid.css"),), title=LAYOUT_LABELS["grid"]),
}
"""Layouts that show the board's sessions and announcements, and the grid."""
