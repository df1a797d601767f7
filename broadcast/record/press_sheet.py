"""The closing figures as a press sheet: page and PDF."""

from collections.abc import Iterator
from datetime import datetime

from aiohttp import web
from msgspec import Struct

from broadcast.board.domain.display import project
from broadcast.board.domain.shown import ShownTally
from broadcast.pages.page_cache import serve_cached
from broadcast.record.art.sheet import RecordSheet
from broadcast.record.entries import Record
from broadcast.record.figures import count_figures
from broadcast.record.printing import SHEET_PRESS
from broadcast.record.requests import DAYS, find_event, make_context, read_record
from conference.languages import language, pick
from conference.texts.catalogues import format_datetime, format_number, key_family
from conference.web import language_of, render, site_of
from conference.web.files import file_response

FIGURES = f"{DAYS}/figures"
LABELS = key_family("record.figures.", ("signatures", "sessions", "statements", "replies", "hours", "languages"))

WIDTHS = (5, 3, 6)


class FigureRow(Struct, frozen=True, kw_only=True):
    """A figure in words: `note` explains the value, `source` says where it comes from and as of when.

    A value of "": nothing was counted.
    """

    label: str
    value: str
    note: str
    source: str


async def show_figures(request: web.Request) -> web.Response:
    """Show the closing figures."""
    record, minute = await read_record(request), read_minute(request)

    async def draw_page() -> web.Response:
        rows = [*list_figures(request, record, minute)]
        return render(request, "record/figures.html", rows=rows)

    return await serve_cached(request, (record.revision, minute), draw_page)


async def send_pdf(request: web.Request) -> web.Response:
    """Send the closing figures as PDF."""
    record, minute = await read_record(request), read_minute(request)
    code, text, event = language_of(request), site_of(request).catalogues.text, find_event(record)

    async def make_file() -> web.Response:
        sheet = RecordSheet(
            title=text(code, "record.figures.title"),
            event=pick(event.name, code)[0] if event else "",
            language=code,
            direction=language(code).direction,
            columns=(),
            widths=WIDTHS,
            nothing=text(code, "record.empty"),
            rows=[
                [[row.label], [row.value, row.note], ["", row.source]] for row in list_figures(request, record, minute)
            ],
        )
        body = await request.app[SHEET_PRESS].draw(f"figures {code}", sheet)
        return file_response(body, "application/pdf", f"figures-{code}.pdf", inline=True)

    return await serve_cached(request, (record.revision, minute), make_file)


def routes() -> list[web.RouteDef]:
    """Return the routes of the page and the PDF."""
    return [web.get(FIGURES, show_figures), web.get(f"{FIGURES}.pdf", send_pdf)]


def list_figures(request: web.Request, record: Record, now: datetime) -> Iterator[FigureRow]:
    """Return the figures in the language of the request; those of signatures have the source of the tally."""
    code, figures = language_of(request), count_figures(record, now)
    words, context = make_context(request, record)
    if figures.tally is not None:
        shown = project(figures.tally, context, code)
        if isinstance(shown, ShownTally):
            yield make_row(request, LABELS["signatures"], shown.signed, source=shown.source, at=shown.as_of)
    board = site_of(request).catalogues.text(code, "record.figures.board")
    yield make_row(request, LABELS["sessions"], figures.sessions, source=board, at=now)
    yield make_row(request, LABELS["statements"], figures.statements, source=board, at=now)
    if figures.replies:
        yield make_row(request, LABELS["replies"], figures.replies, source=board, at=now)
    hours = round(figures.in_session.total_seconds() / 3600, 1)
    yield make_row(request, LABELS["hours"], hours, source=board, at=now)
    if figures.languages:
        names = " · ".join(words.language_name(code, one) for one in figures.languages)
        yield make_row(request, LABELS["languages"], len(figures.languages), note=names, source=board, at=now)


def make_row(request: web.Request, label: str, value: float, *, source: str, at: datetime, note: str = "") -> FigureRow:
    """Return a figure in words: `label` is the key of its name, `source` names where it comes from, as of `at`."""
    site, code = site_of(request), language_of(request)
    time = format_datetime(code, at, site.zone)
    return FigureRow(
        label=site.catalogues.text(code, label),
        value=format_number(code, value),
        note=note,
        source=site.catalogues.text(code, "board.tally.source", source=source, time=time),
    )


def read_minute(request: web.Request) -> datetime:
    """Return the minute of the clock, as of which figures are shown."""
    return site_of(request).clock.now().replace(second=0, microsecond=0)
