"""Pages and files of the record: its days, and what happened on a day."""

from collections.abc import Iterable
from datetime import date

from aiohttp import web
from msgspec import Struct

from broadcast.board.domain.plan_changes import room_name
from broadcast.board.domain.timing import local_day
from broadcast.pages.page_cache import serve_cached
from broadcast.record.entries import Record, on_day
from broadcast.record.requests import (
    DAY,
    DAYS,
    find_day,
    find_event,
    make_context,
    read_record,
    tell_day,
)
from broadcast.record.speaking import list_statements
from broadcast.record.wording import RecordRow
from conference.descriptions import Description, describes
from conference.spreadsheets import csv_table
from conference.texts.catalogues import key_family
from conference.web import json_response, language_of, render, site_of
from conference.web.files import file_response

COLUMNS = key_family("record.column.", ("time", "end", "what", "session", "more"))
"""Headings of the file: begin, end, what happened, title of the session, details."""


class RecordOut(Struct, frozen=True, kw_only=True):
    """The record of a day in one language: entries by time, in UTC. `timezone` is that of the venue."""

    day: date
    language: str
    timezone: str
    entries: list[RecordRow]


async def show_days(request: web.Request) -> web.Response:
    """Show the days of the record that have entries."""
    record = await read_record(request)
    event = find_event(record)
    days = [day for day in (event.days if event else ()) if on_day(record, day, site_of(request).zone)]

    async def draw_page() -> web.Response:
        return render(request, "record/days.html", days=days)

    return await serve_cached(request, record.revision, draw_page)


async def show_day(request: web.Request) -> web.Response:
    """Show what happened on a day."""
    record = await read_record(request)
    day = find_day(request, record)

    async def draw_page() -> web.Response:
        rows, rooms = tell_day(request, record, day), _list_rooms(request, record, day)
        return render(request, "record/day.html", day=day, rows=rows, rooms=rooms)

    return await serve_cached(request, record.revision, draw_page)


@describes(Description(answer=RecordOut, refusals=(404,)))
async def send_json(request: web.Request) -> web.Response:
    """Send the record of a day as JSON."""
    record = await read_record(request)
    day = find_day(request, record)

    async def make_file() -> web.Response:
        rows, zone = tell_day(request, record, day), str(site_of(request).zone)
        out = RecordOut(day=day, language=language_of(request), timezone=zone, entries=rows)
        return json_response(out)

    return await serve_cached(request, record.revision, make_file)


async def send_csv(request: web.Request) -> web.Response:
    """Send the record of a day as CSV, with times of the venue and their offset."""
    record = await read_record(request)
    day = find_day(request, record)

    async def make_file() -> web.Response:
        body, code = _write_csv(request, tell_day(request, record, day)), language_of(request)
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


def _list_rooms(request: web.Request, record: Record, day: date) -> dict[str, str]:
    """Return id → name of the rooms in which speakers had the floor on a day."""
    _, context = make_context(request, record)
    statements = (one for one in list_statements(record) if local_day(one.began_at, context.zone) == day)
    return {one.room: room_name(one.room, context, language_of(request)) for one in statements}


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
