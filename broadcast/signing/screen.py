"""The layout of the signing for screens. It has no state of the board; its script shows that of the feed."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from broadcast.pages.screen_parts import ScreenPart
from broadcast.pages.screens import read_board
from broadcast.signing.drawings import MAP_SIZE
from conference.languages import FALLBACK
from conference.texts.countries import countries
from conference.web import site_of

WORLD, FLAGS = "broadcast/signing/static/world.svg", "broadcast/signing/static/flags.svg"


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


SIGNING_PART = ScreenPart(
    module="broadcast/signing/static/signing_screen.mjs",
    styles=("broadcast/signing/static/signing_screen.css",),
    title="screen.signing.title",
    is_titled=True,
    data=signing_data,
    is_shown=has_tally,
)
"""The signing: the count, who is called, the map and the flags."""
