"""Layouts that need nothing of the board: the welcome and the test card. Their data are in the page."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from broadcast.board.domain.sessions import Phase
from broadcast.board.words import PHASE
from broadcast.feed.service import board_of
from broadcast.pages.layouts import LAYOUT_LABELS
from broadcast.pages.screen_boards import read_board
from broadcast.pages.screen_parts import ScreenPart
from conference.languages import LANGUAGES, language
from conference.web import site_of

_STATIC = "broadcast/pages/static/layouts"

_HAN_FAMILIES, _FAMILIES = ("Noto Sans SC", "Noto Sans"), ("Noto Sans",)


def welcome_data(request: web.Request, codes: tuple[str, ...]) -> Mapping[str, Any]:
    """Return the names of the event, its theme and place in the languages of the screen and the event, and its days."""
    languages = tuple(dict.fromkeys((*codes, *board_of(request).languages)))
    events = [(code, read_board(request, code).event) for code in languages]
    return {
        "names": [
            {
                "code": code,
                "tag": language(event.language).tag,
                "direction": language(event.language).direction,
                "name": event.name,
                "theme": event.theme,
                "venue": event.venue,
            }
            for code, event in events
            if event
        ],
        "days": [day.isoformat() for day in events[0][1].days] if events[0][1] else [],
    }


def card_data(request: web.Request, codes: tuple[str, ...]) -> Mapping[str, Any]:
    """Return a line in each language with its font, and the words of the phases in the screen's languages."""
    texts = site_of(request).catalogues
    return {
        "samples": [
            {
                "tag": language(code).tag,
                "direction": language(code).direction,
                "own_name": language(code).own_name,
                "text": texts.text(code, "screen.test.line"),
                "families": _HAN_FAMILIES if code == "zh" else _FAMILIES,
            }
            for code in LANGUAGES
        ],
        "phases": [
            {"phase": phase.value, "labels": {code: texts.text(code, PHASE[f"{phase.value}.f"]) for code in codes}}
            for phase in Phase
        ],
    }


STILL_PARTS: Mapping[str, ScreenPart] = {
    "welcome": ScreenPart(
        module=f"{_STATIC}/welcome.mjs",
        styles=(f"{_STATIC}/welcome.css",),
        title=LAYOUT_LABELS["welcome"],
        data=welcome_data,
    ),
    "test-card": ScreenPart(
        module=f"{_STATIC}/test_card.mjs",
        styles=(f"{_STATIC}/test_card.css",),
        title=LAYOUT_LABELS["test-card"],
        is_titled=True,
        data=card_data,
    ),
}
"""The welcome and the test card."""
