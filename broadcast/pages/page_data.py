"""Data of a page for its script, and template functions besides those of `conference.web`."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import msgspec
from aiohttp import web
from markupsafe import Markup
from msgspec import Struct

from broadcast.board.domain.timing import local_day
from broadcast.feed.public_board import PublicBoard, phase_time
from conference.languages import LANGUAGES, Language, language
from conference.texts.catalogues import format_date
from conference.web import site_of

BEFORE, AFTER = timedelta(days=60), timedelta(days=14)
"""Days before and after the event whose formatted dates a script receives, for preparation and for screens left on."""


def script_data(request: web.Request, code: str, prefixes: Iterable[str], board: PublicBoard) -> dict[str, Any]:
    """Return the data of one language for a page's script (`words.mjs`): texts by prefix, dates, time zone, icons.

    `at` is when the feed confirmed the board that the page shows.
    """
    site = site_of(request)
    texts = {key: entry for prefix in prefixes for key, entry in site.catalogues.with_prefix(code, prefix).items()}
    return {
        "language": _language_to_json(language(code)),
        "languages": [_language_to_json(language(other)) for other in LANGUAGES],
        "texts": texts,
        "days": written_days(code, board.event.days if board.event else ()),
        "timezone": str(board.zone),
        "at": iso(board.at),
        "sprite": site.asset("conference/static/icons.svg"),
    }


def written_days(code: str, days: tuple[date, ...]) -> dict[str, dict[str, str]]:
    """Return the formatted days days_around an event, with and without weekday and year."""
    if not days:
        return {}
    first, last = min(days) - BEFORE, max(days) + AFTER
    days_around = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {
        day.isoformat(): {
            "long": format_date(code, day, weekday=True),
            "short": format_date(code, day, year=False),
        }
        for day in days_around
    }


class TemplateHelpers(Struct, frozen=True):
    """The functions that `parts.html` uses, for one page at one time."""

    code: str
    now: datetime
    zone: tzinfo

    def functions(self) -> Mapping[str, Any]:
        """Return the functions by their names in the templates."""
        return {
            "iso": iso,
            "short_day": lambda day: format_date(self.code, self._to_venue_day(day), year=False),
            "venue_day": self._to_venue_day,
            "today": local_day(self.now, self.zone),
            "phase_time": lambda session: phase_time(session, self.now),
            "language_face": language,
            "timer_json": lambda timer: msgspec.json.encode(timer).decode(),
            "strong": Markup("<strong>{}</strong>").format,
        }

    def _to_venue_day(self, day: date | datetime) -> date:
        return local_day(day, self.zone) if isinstance(day, datetime) else day


def iso(at: datetime) -> str:
    """Format a time like JavaScript's `toISOString`."""
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def _language_to_json(value: Language) -> dict[str, str]:
    return {"code": value.code, "tag": value.tag, "direction": value.direction, "own_name": value.own_name}
