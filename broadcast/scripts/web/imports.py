"""Tables of cues: pasted or uploaded, checked as a whole, reported by row. Works without JavaScript."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Literal

from aiohttp import web
from aiohttp.web_request import FileField
from msgspec import Meta, Struct

from broadcast.scripts.actions.editing import add_cues
from broadcast.scripts.actions.reading import read_script
from broadcast.scripts.domain.cues import MAX_CUES, Cue
from broadcast.scripts.domain.importing import COLUMNS, REQUIRED, CueRow, read_cue_rows
from broadcast.scripts.roles import SCRIPT_STAFF
from broadcast.scripts.web.context import COLUMNS as NOTE_NAMES
from broadcast.scripts.web.context import (
    PATH,
    SCOPE_NAMES,
    SCRIPT_PATH,
    script_services_of,
    shared_values,
)
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError, RuleError
from conference.languages import LANGUAGES, language
from conference.spreadsheets import csv_table
from conference.tables.columns import match_columns
from conference.tables.reading import MAX_TABLE_BYTES, read_pasted_table, read_table
from conference.texts.catalogues import key_family
from conference.texts.typed_text import presentable_lines
from conference.web import (
    accepts,
    accepts_long_text,
    error_text,
    form_on,
    language_of,
    read_form,
    render,
    require,
    site_of,
    staff_of,
)
from conference.web.files import file_response

TABLE_PATH = f"{SCRIPT_PATH}/table"
MAX_PASTED = 2_000_000
"""Bytes of a pasted table: 10,000 lines of a hundred letters of two bytes."""

MAX_BYTES = MAX_TABLE_BYTES + MAX_PASTED + 64 * 1024

MOST_SHOWN = 50
PLAIN = key_family("script.", ("at", "duration", "who", "what"))
REFUSED = (ConflictError, RuleError, InvalidError, NotFoundError)


class TableForm(Struct, frozen=True, kw_only=True):
    """A table as a file or pasted, and whether it takes the place of the draft that was shown in this revision."""

    revision: int = 0
    how: Literal["add", "replace"] = "add"
    pasted: Annotated[str, Meta(max_length=MAX_PASTED)] = ""
    table: FileField | None = None


class Fault(Struct, frozen=True):
    """A row with its problems: key of the heading, text."""

    row: CueRow
    texts: list[tuple[str, str]]


@require(*SCRIPT_STAFF)
async def show_table(request: web.Request) -> web.Response:
    """`GET /staff/scripts/{session}/table`: the form of a table."""
    return await _render_table(request)


@require(*SCRIPT_STAFF)
async def show_example(request: web.Request) -> web.Response:
    """`GET /staff/scripts/{session}/table.csv`: the headings and cues of the draft."""
    services = script_services_of(request)
    whole = await read_script(services, request.match_info["session"], staff=staff_of(request))
    cues = whole.script.cues if whole.script else ()
    names = [name for name in COLUMNS if not name.startswith("spoken_") or name[-2:] in services.languages]
    return file_response(csv_table(names, [_table_row(cue, names) for cue in cues]), "text/csv", "script.csv")


@accepts(MAX_BYTES)
@accepts_long_text(MAX_PASTED)
@form_on(TABLE_PATH, TableForm)
@require(*SCRIPT_STAFF)
async def submit_table(request: web.Request) -> web.Response:
    """`POST /staff/scripts/{session}/table` with the fields of `TableForm`: add the cues, or report the faulty rows."""
    services, session_id = script_services_of(request), request.match_info["session"]
    form = None
    try:
        form = await read_form(request, TableForm)
        rows = await _read_rows(request, form)
        faults = [Fault(row, _problem_texts(request, row)) for row in rows if row.problems]
        if faults:
            return await _render_table(request, form, faults=faults)
        cues = [row.cue for row in rows if row.cue]
        replaces = form.how == "replace"
        await add_cues(services, session_id, cues, replaces=replaces, seen=form.revision, staff=staff_of(request))
    except REFUSED as error:
        return await _render_table(request, form, problem=error)
    raise web.HTTPSeeOther(f"{PATH}/{session_id}?did=imported")


async def _read_rows(request: web.Request, form: TableForm) -> tuple[CueRow, ...]:
    """Return the rows of the table. Raises InvalidError `table.…`."""
    services, code = script_services_of(request), language_of(request)
    if form.table is not None:
        content = await asyncio.to_thread(form.table.file.read, MAX_TABLE_BYTES + 1)
        heading, rows = await asyncio.to_thread(read_table, content, language=code, most_rows=MAX_CUES)
    elif form.pasted.strip():
        heading, rows = await asyncio.to_thread(read_pasted_table, form.pasted, most_rows=MAX_CUES)
    else:
        raise InvalidError("table.empty")
    columns = match_columns(heading, _known_headings(request), required=REQUIRED)
    return await asyncio.to_thread(read_cue_rows, columns, rows, lambda: services.ids.new("cue"))


def _known_headings(request: web.Request) -> dict[str, tuple[str, ...]]:
    text = site_of(request).catalogues.text
    found = {name: tuple(str(text(code, key)) for code in LANGUAGES) for name, key in PLAIN.items()}
    for code in LANGUAGES:
        found[f"spoken_{code}"] = (language(code).own_name, code)
    for column, key in NOTE_NAMES.items():
        found[f"note_{column}"] = tuple(str(text(code, key)) for code in LANGUAGES)
    return found


def _heading_of(request: web.Request, name: str) -> str:
    text, code = site_of(request).catalogues.text, language_of(request)
    if name in PLAIN:
        return str(text(code, PLAIN[name]))
    kind, _, key = name.partition("_")
    return language(key).own_name if kind == "spoken" else str(text(code, SCOPE_NAMES[key]))


def _problem_texts(request: web.Request, row: CueRow) -> list[tuple[str, str]]:
    text, code = site_of(request).catalogues.text, language_of(request)
    return [
        (_heading_of(request, name), str(text(code, f"error.{problem.code}", **problem.params)))
        for name, problem in row.problems.items()
    ]


def _table_row(cue: Cue, names: list[str]) -> list[str]:
    values: Mapping[str, str] = {
        "at": cue.at.isoformat("minutes") if cue.at else "",
        "duration": f"{cue.seconds // 60}:{cue.seconds % 60:02}" if cue.seconds else "",
        "who": cue.who,
        "what": cue.what,
        **{f"spoken_{code}": spoken for code, spoken in cue.spoken.items()},
        **{f"note_{column}": note for column, note in cue.notes.items()},
    }
    return [values.get(name, "") for name in names]


async def _render_table(
    request: web.Request,
    form: TableForm | None = None,
    *,
    problem: RostrumError | None = None,
    faults: list[Fault] | None = None,
) -> web.Response:
    services = script_services_of(request)
    whole = await read_script(services, request.match_info["session"], staff=staff_of(request))
    pasted = await asyncio.to_thread(presentable_lines, form.pasted) if form else ""
    if problem is not None and "column" in problem.params:
        column = _heading_of(request, str(problem.params["column"]))
        problem = InvalidError(problem.code, None, column=column)
    response = render(
        request,
        "scripts/table.html",
        status=problem.status if problem else 422 if faults else 200,
        whole=whole,
        revision=whole.script.revision if whole.script else 0,
        values={"pasted": pasted, "how": form.how if form else "add"},
        faults=(faults or [])[:MOST_SHOWN],
        more_faults=max(0, len(faults or ()) - MOST_SHOWN),
        problem=error_text(request, problem) if problem else "",
        headings=[(_heading_of(request, name), name) for name in COLUMNS],
        most_cues=MAX_CUES,
        page=f"{PATH}/{whole.session.id}",
        **shared_values(services),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def routes() -> list[web.RouteDef]:
    """Return the routes of tables."""
    return [
        web.get(TABLE_PATH, show_table),
        web.get(f"{TABLE_PATH}.csv", show_example),
        web.post(TABLE_PATH, submit_table),
    ]
