"""Tables of the programme: XLSX and CSV out, and in, with a report by row before the import of the whole."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from aiohttp import web
from aiohttp.web_request import FileField
from msgspec import Meta, Struct

from broadcast.board.actions.read import read_board
from broadcast.board.domain.sessions import Session
from broadcast.board.roles import OPERATE_BOARD
from broadcast.programme.actions.changes import Request
from broadcast.programme.actions.importing import ImportReport, check_import, import_rows
from broadcast.programme.domain.tables import (
    COLUMNS,
    MOST_ROWS,
    REQUIRED,
    ReadProgramme,
    RowProblem,
    TableRules,
    read_rows,
    rows_of,
)
from broadcast.programme.web.context import programme_of
from broadcast.programme.web.pages import HOME, may_export_folder, read_clash_texts
from broadcast.programme.web.view import ClashText
from conference.errors import InvalidError, RostrumError, UnavailableError
from conference.event.kinds import KINDS
from conference.spreadsheets import csv_table, xlsx_table
from conference.tables.columns import match_columns
from conference.tables.reading import read_table
from conference.texts.catalogues import key_family
from conference.web import error_text, form_on, language_of, read_form, render, require, site_of, staff_of

IMPORT = f"{HOME}/import"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROBLEMS = key_family(
    "error.programme.",
    ("cell_empty", "cell_serial", "room_to_add", "row_twice", "unknown_kind", "rows_refused", "table_missing"),
)
MOST_SHOWN = 200
"""Problems that a report shows."""


class ImportForm(Struct, frozen=True, kw_only=True):
    """A table, whether it is checked or imported, and the clashes that it may make."""

    table: FileField | None = None
    act: Annotated[Literal["check", "import"], Meta(extra={"error": "console.unknown_act"})] = "check"
    expected: int | None = None
    confirmed: tuple[Annotated[str, Meta(max_length=200)], ...] = ()


class Report(Struct, frozen=True, kw_only=True):
    """What the page says of a table: problems as row, column and text; clashes; the numbers of sessions.

    `rooms` are the names of rooms that the event lacks. They are added on the set-up pages: a room needs its zone too.
    """

    problems: Sequence[tuple[int, str, str]] = ()
    rooms: Sequence[str] = ()
    clashes: Sequence[ClashText] = ()
    checked: ImportReport | None = None
    problem: str = ""
    is_done: bool = False


@require(OPERATE_BOARD)
async def show_import(request: web.Request) -> web.Response:
    """Show the form for a table, and the tables that can be taken out."""
    return await _render_import(request, Report())


@form_on(IMPORT, ImportForm)
@require(OPERATE_BOARD)
async def import_table(request: web.Request) -> web.Response:
    """Check a table, or import it as a whole; a row with a problem refuses the import."""
    services = programme_of(request)
    try:
        form = await read_form(request, ImportForm)
        if form.table is None:
            raise InvalidError("programme.table_missing")
        content = await asyncio.to_thread(form.table.file.read)
        read = await asyncio.to_thread(_read_content, content, language_of(request), _rules_of(request))
        checked = await check_import(services, read.rows, operator=staff_of(request))
        problems = (*read.problems, *checked.problems)
        report = Report(
            problems=[_tell_problem(request, one) for one in problems[:MOST_SHOWN]],
            rooms=_list_missing_rooms(problems),
            clashes=await read_clash_texts(request, checked.clashes),
            checked=checked,
        )
        if form.act == "check" or problems:
            return await _render_import(request, report, status=422 if problems else 200)
        asked = Request(operator=staff_of(request), expected=form.expected, confirmed=form.confirmed)
        await import_rows(services, read.rows, asked)
    except UnavailableError:
        raise
    except RostrumError as error:
        clashes = await read_clash_texts(request, checked.clashes) if error.code == "programme.clashes" else ()
        report = Report(problem=error_text(request, error), clashes=clashes)
        return await _render_import(request, report, status=error.status)
    return await _render_import(request, Report(checked=checked, is_done=True))


@require(OPERATE_BOARD)
async def export_xlsx(request: web.Request) -> web.Response:
    """Send the public programme with the changes of the day as a workbook."""
    headings, rows = await _list_rows(request)
    body = await asyncio.to_thread(xlsx_table, "programme", headings, rows, right_to_left=False)
    return _send_file(body, "programme.xlsx", XLSX)


@require(OPERATE_BOARD)
async def export_csv(request: web.Request) -> web.Response:
    """Send the public programme with the changes of the day as CSV."""
    headings, rows = await _list_rows(request)
    return _send_file(csv_table(headings, rows), "programme.csv", "text/csv")


def known_columns(languages: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return the columns of a table with their headings; `title` alone is that of the first language."""
    titles: dict[str, Sequence[str]] = {f"title.{code}": (f"title {code}", f"title_{code}") for code in languages}
    titles[f"title.{languages[0]}"] = (*titles[f"title.{languages[0]}"], "title")
    return {**dict.fromkeys(COLUMNS, ()), **titles}


def _read_content(content: bytes, language: str, rules: TableRules) -> ReadProgramme:
    heading, rows = read_table(content, language=language, most_rows=MOST_ROWS)
    return read_rows(match_columns(heading, known_columns(rules.languages), required=REQUIRED), rows, rules)


def _rules_of(request: web.Request) -> TableRules:
    board = programme_of(request).board
    return TableRules(rooms=board.rooms, kinds=KINDS, languages=board.languages, zone=board.zone)


async def _list_rows(request: web.Request) -> tuple[list[str], list[list[str]]]:
    rules = _rules_of(request)
    entries = (await read_board(programme_of(request).board)).entries.values()
    sessions = [entry.state for entry in entries if isinstance(entry.state, Session)]
    return [*COLUMNS, *(f"title.{code}" for code in rules.languages)], rows_of(sessions, rules)


def _send_file(body: bytes, name: str, content_type: str) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return web.Response(body=body, content_type=content_type, headers=headers)


def _list_missing_rooms(problems: Sequence[RowProblem]) -> list[str]:
    rooms = (str(one.problem.params["room"]) for one in problems if one.problem.code == "programme.room_to_add")
    return list(dict.fromkeys(rooms))[:MOST_SHOWN]


def _tell_problem(request: web.Request, one: RowProblem) -> tuple[int, str, str]:
    text = site_of(request).catalogues.text(language_of(request), f"error.{one.problem.code}", **one.problem.params)
    return one.row, one.column, text


async def _render_import(request: web.Request, report: Report, *, status: int = 200) -> web.Response:
    board = programme_of(request).board
    offset = (await read_board(board)).revision.offset
    columns = [*COLUMNS, *(f"title.{code}" for code in board.languages)]
    response = render(
        request,
        "programme/import.html",
        status=status,
        report=report,
        offset=offset,
        columns=columns,
        most=MOST_ROWS,
        exports_folder=may_export_folder(request),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(IMPORT, show_import),
        web.post(IMPORT, import_table),
        web.get(f"{HOME}/programme.xlsx", export_xlsx),
        web.get(f"{HOME}/programme.csv", export_csv),
    ]
