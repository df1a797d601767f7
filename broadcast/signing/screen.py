"""Layouts of the signing for screens. They have no state of the board; their scripts show that of the feed."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from broadcast.board.domain.announcements import Destination
from broadcast.pages.screen_boards import read_board
from broadcast.pages.screen_parts import ScreenPart
from broadcast.signing.drawings import MAP_SIZE
from conference.languages import FALLBACK
from conference.texts.countries import countries
from conference.web import site_of

_STATIC = "broadcast/signing/static"
WORLD, FLAGS = f"{_STATIC}/world.svg", f"{_STATIC}/flags.svg"


def signing_data(request: web.Request, codes: tuple[str, ...]) -> Mapping[str, Any]:
    """Return the names of States in each language, and the addresses of the drawings."""
    site = site_of(request)
    return {
        "names": {code: {country: one.name[code] for country, one in countries().items()} for code in codes},
        "drawings": {"world": site.asset(WORLD), "flags": site.asset(FLAGS), "size": MAP_SIZE},
    }


def has_tally(request: web.Request) -> bool:
    """Return whether something is signed at the conference."""
    return read_board(request, FALLBACK).tally is not None


SIGNING_PARTS: Mapping[str, ScreenPart] = {
    "signing": ScreenPart(
        module=f"{_STATIC}/signing_screen.mjs",
        styles=(f"{_STATIC}/signing_screen.css",),
        title="screen.signing.title",
        is_titled=True,
        data=signing_data,
        is_shown=has_tally,
    ),
    "figures": ScreenPart(
        module=f"{_STATIC}/figures.mjs",
        styles=(f"{_STATIC}/figures.css",),
        title="screen.figures.title",
        is_titled=True,
        destination=Destination.PRESS,
        is_shown=has_tally,
    ),
}
"""The signing with its map and flags, and the figures for the press."""
