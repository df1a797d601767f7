"""Import of a watch-list: a file or pasted text is checked, with a report by row, and imported by a second button."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated

from aiohttp import web
from aiohttp.web_request import FileField
from msgspec import Meta, Struct

from accreditation.access.roles import Permission
from accreditation.watch_list.actions.access import require_watch_officer
from accreditation.watch_list.actions.importing import CheckResult, check_list, import_list
from accreditation.watch_list.domain.importing import COLUMNS
from accreditation.watch_list.web.watch_list import IMPORT_PATH, PATH, WATCH_SERVICES
from conference.errors import ConflictError, InvalidError, RostrumError
from conference.languages import LANGUAGES
from conference.tables.reading import MAX_TABLE_BYTES
from conference.texts.catalogues import key_family
from conference.web import (
    Line,
    accepts,
    fill_refused_form,
    form_on,
    language_of,
    read_form,
    render,
    require,
    site_of,
    staff_of,
)

MAX_REPORTED = 50
"""Refused cells that the report lists; their number is given."""

_FORM_BYTES = 64 * 1024

HEADINGS = key_family("watch_list.column.", COLUMNS)
_PROBLEMS = key_family(
    "error.",
    (
        "table.broken", "table.column_missing", "table.column_twice", "table.empty", "table.encoding", "table.formula",
        "table.macros", "table.not_day", "table.old_format", "table.too_large", "table.too_many_columns",
        "table.too_many_rows", "table.unknown_format", "table.unpacks", "text.too_long",
        "watch_list.country_invalid", "watch_list.country_missing", "watch_list.name_missing", "watch_list.not_checked",
        "watch_list.too_many_aliases",
    ),
)  # fmt: skip


class CheckForm(Struct, frozen=True, kw_only=True):
    """Fields of the form: a file, or the pasted rows of a table with their headings."""

    file: FileField | None = None
    pasted: Annotated[str, Meta(max_length=15_000)] = ""


class ImportForm(Struct, frozen=True, kw_only=True):
    """The digest of the checked table that is to be imported."""

    digest: Line = ""


class ReportRow(Struct, frozen=True):
    """One refused cell: the number of its row, the key of its column, and the text of the problem."""

    row: int
    column: str
    text: str


@require(Permission.READ_WATCH_LIST)
async def show_import(request: web.Request) -> web.Response:
    """`GET /staff/watch-list/import`."""
    require_watch_officer(staff_of(request))
    return _import_page(request)


@accepts(MAX_TABLE_BYTES + _FORM_BYTES)
@form_on(IMPORT_PATH, CheckForm)
@require(Permission.READ_WATCH_LIST)
async def check_table(request: web.Request) -> web.Response:
    """`POST /staff/watch-list/import` with the fields of `CheckForm`: the report; nothing is imported."""
    try:
        form = await read_form(request, CheckForm)
        content = await _read_content(form)
        checked = await check_list(
            request.config_dict[WATCH_SERVICES], content, _column_headings(request), staff=staff_of(request)
        )
    except InvalidError as error:
        if error.code not in _PROBLEMS:
            raise
        return await fill_refused_form(request, _import_page(request, problem=error), CheckForm)
    response = _import_page(request, checked=checked)
    return await fill_refused_form(request, response, CheckForm) if checked.read.problems else response


@form_on(IMPORT_PATH, ImportForm)
@require(Permission.READ_WATCH_LIST)
async def import_table(request: web.Request) -> web.Response:
    """`POST /staff/watch-list/import/confirm` with the field of `ImportForm`."""
    form = await read_form(request, ImportForm)
    try:
        await import_list(
            request.config_dict[WATCH_SERVICES], form.digest, _column_headings(request), staff=staff_of(request)
        )
    except ConflictError as error:
        if error.code not in _PROBLEMS:
            raise
        return _import_page(request, problem=error)
    raise web.HTTPSeeOther(f"{PATH}?done=imported")


def _import_page(
    request: web.Request, *, checked: CheckResult | None = None, problem: RostrumError | None = None
) -> web.Response:
    status = problem.status if problem else 422 if checked and checked.read.problems else 200
    response = render(
        request,
        "watch_list/import.html",
        status=status,
        checked=checked,
        report=_list_report(request, checked) if checked else (),
        problem=_problem_text(request, problem.code, problem.params) if problem else "",
        headings=[HEADINGS[column] for column in COLUMNS],
        path=PATH,
        import_path=IMPORT_PATH,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _list_report(request: web.Request, checked: CheckResult) -> Sequence[ReportRow]:
    return [
        ReportRow(row, HEADINGS[column], _problem_text(request, problem.code, problem.params))
        for row, column, problem in checked.read.problems[:MAX_REPORTED]
    ]


def _problem_text(request: web.Request, code: str, params: Mapping[str, object]) -> str:
    texts, reader = site_of(request).catalogues, language_of(request)
    shown = dict(params)
    if shown.get("column") in HEADINGS:
        shown["column"] = texts.text(reader, HEADINGS[str(shown["column"])])
    return texts.text(reader, _PROBLEMS.get(code, _PROBLEMS["table.broken"]), **shown)


def _column_headings(request: web.Request) -> dict[str, list[str]]:
    """Return the headings of each column in all languages."""
    texts = site_of(request).catalogues
    return {column: [texts.text(code, key) for code in LANGUAGES] for column, key in HEADINGS.items()}


async def _read_content(form: CheckForm) -> bytes:
    if form.file is not None:
        return await asyncio.to_thread(form.file.file.read, MAX_TABLE_BYTES + 1)
    return form.pasted.encode()


def routes() -> list[web.RouteDef]:
    """Return the routes of the import."""
    return [
        web.get(IMPORT_PATH, show_import),
        web.post(IMPORT_PATH, check_table),
        web.post(f"{IMPORT_PATH}/confirm", import_table),
    ]
