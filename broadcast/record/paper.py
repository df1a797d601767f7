"""The record of a day as PDF."""

from collections.abc import Iterator

from aiohttp import web

from broadcast.pages.page_cache import serve_cached
from broadcast.record.art.sheet import RecordSheet
from broadcast.record.printing import SHEET_PRESS
from broadcast.record.requests import DAY, find_day, find_event, read_record, tell_day
from broadcast.record.wording import RecordRow
from conference.languages import language, pick
from conference.texts.dates import format_date, format_time
from conference.web import language_of, site_of
from conference.web.files import file_response

COLUMNS = ("record.column.time", "record.column.what", "record.column.session")
WIDTHS = (2, 6, 5)

SPOKEN = frozenset({"statement", "right_of_reply"})
"""Entries whose end is shown beside their beginning."""


async def send_pdf(request: web.Request) -> web.Response:
    """Send the record of a day as PDF. Raises HTTPNotFound."""
    record = await read_record(request)
    day, code, text = find_day(request, record), language_of(request), site_of(request).catalogues.text
    event = find_event(record)

    async def make_file() -> web.Response:
        sheet = RecordSheet(
            title=f"{text(code, 'record.title')} · {format_date(code, day)}",
            event=pick(event.name, code)[0] if event else "",
            language=code,
            direction=language(code).direction,
            columns=tuple(text(code, key) for key in COLUMNS),
            widths=WIDTHS,
            nothing=text(code, "record.empty"),
            rows=[[*_write_cells(request, row)] for row in tell_day(request, record, day)],
        )
        body = await request.app[SHEET_PRESS].draw(f"{day} {code}", sheet)
        return file_response(body, "application/pdf", f"record-{day}-{code}.pdf", inline=True)

    return await serve_cached(request, record.revision, make_file)


def routes() -> list[web.RouteDef]:
    """Return the route of the PDF."""
    return [web.get(f"{DAY}.pdf", send_pdf)]


def _write_cells(request: web.Request, row: RecordRow) -> Iterator[list[str]]:
    code, zone = language_of(request), site_of(request).zone
    end = f"–{format_time(code, row.until, zone)}" if row.until and row.what in SPOKEN else ""
    yield [f"{format_time(code, row.at, zone)}{end}"]
    yield [row.text, *row.details]
    yield ["", row.title]
