"""What draws each layout: the module of its script, its style sheets, and the data that the script gets.

The layouts of other subjects are added where the board's pages are installed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from broadcast.board.domain.announcements import Destination

_STATIC = "broadcast/pages/static/layouts"

PartData = Callable[[web.Request, tuple[str, ...]], Mapping[str, Any]]
"""Data of a layout for its script, in the languages of the screen."""


def _no_data(_request: web.Request, _codes: tuple[str, ...]) -> Mapping[str, Any]:
    return {}


def _always(_request: web.Request) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenPart:
    """How a layout is drawn, and which announcements a page with it shows.

    `title` is the key of the page's title, which the header shows if `is_titled`. `is_shown` says whether the event has
    such a page.
    """

    module: str
    styles: tuple[str, ...]
    title: str
    is_titled: bool = False
    destination: Destination = Destination.LOBBY
    data: PartData = _no_data
    is_shown: Callable[[web.Request], bool] = _always


PARTS: Mapping[str, ScreenPart] = {
    "lobby": ScreenPart(module=f"{_STATIC}/lobby.mjs", styles=(f"{_STATIC}/lobby.css",), title="screen.lobby.title"),
    "room": ScreenPart(
        module=f"{_STATIC}/room.mjs",
        styles=(f"{_STATIC}/room.css",),
        title="screen.room.title",
        destination=Destination.ROOMS,
    ),
    "speakers": ScreenPart(
        module=f"{_STATIC}/speakers.mjs",
        styles=(f"{_STATIC}/speakers.css",),
        title="screen.speakers.title",
        destination=Destination.ROOMS,
    ),
}
"""The layouts of this subject by name."""

SCREEN_PARTS: web.AppKey[Mapping[str, ScreenPart]] = web.AppKey("screen_parts")
"""All layouts that screens of an application can show."""
