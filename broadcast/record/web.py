"""Pages and files of the record: its days, and what happened on a day."""

from collections.abc import Iterable
from datetime import date

from aiohttp import web
from msgspec import Struct

from broadcast.board.domain.board import EVENT, EventInfo
from broadcast.board.domain.display import ProjectionContext
from broadcast.board.words import CatalogueWords
from broadcast.feed.service import feed_of
from broadcast.pages.page_cache import serve_cached
from broadcast.record.entries import Record, on_day
from broadcast.record.reading import RecordReader
from broadcast.record.wording import RecordRow, RecordTeller
from conference.descriptions import Description, describes
from conference.languages import LANGUAGES
from conference.spreadsheets import csv_table
from conference.texts.catalogues import key_family
from conference.texts.countries import countries
from conference.web import json_response, language_of, render, site_of
from conference.web.files import file_response

DAYS = f"/{{language:{'|'.join(LANGUAGES)}}}/record"
DAY = f"{DAYS}/{{day:\\d{{4}}-\\d{{2}}-\\d{{2}}}}"
COLUMNS = key_family("record.column.", ("time", "end", "what", "session", "more"))
"""Headings of the file: begin, end, what happened, title of the session, details."""


RECORD: web.AppKey[RecordReader] = web.AppKey("record", RecordReader)


class RecordOut(Struct, frozen=True, kw_only=True):
    """The record of a day in one language: entries by time, in UTC. `timezone` is that of the venue."""

    day: date
    language: str
    timezone: str
    entries: list[RecordRow]


async def show_days(request: web.Request) -> web.Response:
    """Show the days of the record that have entries."""
    record = await _read_record(request)
    days = [day for day in _days_of(record) if on_day(record, day, site_of(request).zone)]

    async def draw_page() -> web.Response:
        return render(request, "record/days.html", days=days)

    return await serve_cached(request, record.revision, draw_page)


async def show_day(request: web.Request) -> web.Response:
    """Show what happened on a day."""
    record = await _read_record(request)
    day = _find_day(request, record)

    async def draw_page() -> web.Response:
        return render(request, "record/day.html", day=day, rows=_tell_day(request, record, day))

    return await serve_cached(request, record.revision, draw_page)


@describes(Description(answer=RecordOut, refusals=(404,)))
async def send_json(request: web.Request) -> web.Response:
    """Send the record of a day as JSON."""
    record = await _read_record(request)
    day = _find_day(request, record)

    async def make_file() -> web.Response:
        rows, zone = _tell_day(request, record, day), str(site_of(request).zone)
        out = RecordOut(day=day, language=language_of(request), timezone=zone, entries=rows)
        return json_response(out)

    return await serve_cached(request, record.revision, make_file)


async def send_csv(request: web.Request) -> web.Response:
    """Send the record of a day as CSV, with times of the venue and their offset."""
    record = await _read_record(request)
    day = _find_day(request, record)

    async def make_file() -> web.Response:
        body, code = _write_csv(request, _tell_day(request, record, day)), language_of(request)
        return file_response(body, "text/csv", f"record-{day}-{code}.csv")

    return await serve_cached(request, record.revision, make_file)


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(DAYS, show_days),
        web.get(DAY, show_day),
        web.get(f"{DAY}.json", send_json),
        web.get(f"{DAY}.csv", send_csv),
    ]


async def _read_record(request: web.Request) -> Record:
    return await request.app[RECORD].read(feed_of(request).hub.latest.revision)


def _days_of(record: Record) -> tuple[date, ...]:
    event = record.board.get(EVENT)
    return event.days if isinstance(event, EventInfo) else ()


def _find_day(request: web.Request, record: Record) -> date:
    """Return the day of the path.

    Raises: web.HTTPNotFound: it is no day of the event.
    """
    for day in _days_of(record):
        if day.isoformat() == request.match_info["day"]:
            return day
    raise web.HTTPNotFound


def _tell_day(request: web.Request, record: Record, day: date) -> list[RecordRow]:
    site = site_of(request)
    words = CatalogueWords(site.catalogues, {code: one.name for code, one in countries().items()})
    context = ProjectionContext(words=words, zone=site.zone, board=record.board)
    teller = RecordTeller(catalogues=site.catalogues, words=words, context=context, language=language_of(request))
    return [teller.tell(entry) for entry in on_day(record, day, site.zone)]


def _write_csv(request: web.Request, rows: Iterable[RecordRow]) -> bytes:
    site, code = site_of(request), language_of(request)
    lines = [
        (
            row.at.astimezone(site.zone).isoformat(timespec="seconds"),
            row.until.astimezone(site.zone).isoformat(timespec="seconds") if row.until else "",
            row.text,
            row.title,
            " · ".join(row.details),
        )
        for row in rows
    ]
    return csv_table([site.catalogues.text(code, key) for key in COLUMNS.values()], lines)
