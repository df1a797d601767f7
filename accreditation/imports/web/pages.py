"""The page of imports: files are checked, and the same files are imported. Works without JavaScript."""

import asyncio
from typing import Literal

from aiohttp import web
from aiohttp.web_request import FileField
from msgspec import Struct

from accreditation.access.roles import Permission
from accreditation.imports.actions.files import MAX_ARCHIVE_BYTES, ImportFiles
from accreditation.imports.actions.importing import carry_out_import, check_import
from accreditation.imports.domain import COLUMNS, MAX_ROWS, REQUIRED, ROW, ImportKind, ImportReport, ImportRow
from accreditation.imports.web.context import (
    PATH,
    charge_importer,
    choices_of,
    heading_key,
    headings_of,
    import_pages_of,
)
from conference.errors import ConflictError, InvalidError, RostrumError
from conference.spreadsheets import csv_table
from conference.tables.reading import MAX_TABLE_BYTES
from conference.texts.catalogues import key_family
from conference.web import (
    Identifier,
    accepts,
    before_body,
    error_text,
    form_on,
    language_of,
    read_form,
    read_query,
    render,
    require,
    site_of,
    staff_of,
)
from conference.web.files import file_response

MEGABYTE = 1024 * 1024
MAX_BYTES = MAX_ARCHIVE_BYTES + MAX_TABLE_BYTES + 512 * 1024
MOST_SHOWN = 50
"""Rows with problems that the report shows."""

TITLES = key_family("import.title.", [kind.value for kind in ImportKind])
READY = key_family("import.ready.", [kind.value for kind in ImportKind])
SUBMITS = key_family("import.submit.", [kind.value for kind in ImportKind])
DONE = key_family("import.done.", [kind.value for kind in ImportKind])
ERRORS = key_family("error.", (
    "import.application_exists", "import.changed", "import.consent_missing", "import.other_files",
    "import.photo_not_found", "import.photo_twice", "import.row_twice", "import.table_missing",
    "archive.broken", "archive.encrypted", "archive.file_too_large", "archive.name_twice", "archive.path",
    "archive.too_many_files", "archive.unpacks",
))  # fmt: skip
"""Errors of the actions, declared for the catalogues."""


class ImportQuery(Struct, frozen=True, kw_only=True):
    """What is imported, and how many rows were imported just now."""

    subject: ImportKind = ImportKind.APPLICATIONS
    imported: int = 0


class ImportForm(Struct, frozen=True, kw_only=True):
    """The files, the act, and the digest of the files that were checked. `consent` and `letters` are for applicants."""

    subject: ImportKind
    do: Literal["check", "import"] = "check"
    digest: Identifier = ""
    table: FileField | None = None
    photos: FileField | None = None
    consent: bool = False
    letters: bool = False


class Checked(Struct, frozen=True):
    """Report of the check, and the digest of the files."""

    report: ImportReport
    digest: str


@require(Permission.VET_ACCREDITATION)
async def show_import(request: web.Request) -> web.Response:
    """`GET /staff/imports`."""
    return _render_page(request, read_query(request, ImportQuery).subject)


@require(Permission.VET_ACCREDITATION)
async def show_example(request: web.Request) -> web.Response:
    """`GET /staff/imports/example.csv`: the headings of a table."""
    kind, text = read_query(request, ImportQuery).subject, site_of(request).catalogues.text
    headings = [f"{text(language_of(request), heading_key(name))} [{name}]" for name in COLUMNS[kind]]
    return file_response(csv_table(headings, []), "text/csv", f"{kind.value}.csv")


@accepts(MAX_BYTES)
@before_body(charge_importer)
@form_on(f"{PATH}?subject={{subject}}", ImportForm)
@require(Permission.VET_ACCREDITATION)
async def take_files(request: web.Request) -> web.Response:
    """`POST /staff/imports` with the fields of `ImportForm`: check the files, or import those that were checked."""
    form = await read_form(request, ImportForm)
    services, staff = import_pages_of(request).services, staff_of(request)
    try:
        files = await _files_of(request, form)
        if form.do == "check":
            report, digest = await check_import(services, files, staff=staff)
            return _render_page(request, form.subject, form, checked=Checked(report, digest))
        report = await carry_out_import(services, files, digest=form.digest, with_letters=form.letters, staff=staff)
    except (InvalidError, ConflictError) as error:
        return _render_page(request, form.subject, form, problem=error)
    if report.faulty:
        return _render_page(request, form.subject, form, checked=Checked(report, ""))
    raise web.HTTPSeeOther(f"{PATH}?subject={form.subject.value}&imported={len(report.rows)}")


async def _files_of(request: web.Request, form: ImportForm) -> ImportFiles:
    """Return the files of a form. Raises InvalidError `import.table_missing`, `import.consent_missing`."""
    if form.table is None:
        raise InvalidError("import.table_missing", {"table": "import.table_missing"})
    if form.subject is ImportKind.APPLICATIONS and not form.consent:
        raise InvalidError("import.consent_missing", {"consent": "import.consent_missing"})
    pages, code, catalogues = import_pages_of(request), language_of(request), site_of(request).catalogues
    return ImportFiles(
        kind=form.subject,
        table=await asyncio.to_thread(form.table.file.read, MAX_TABLE_BYTES + 1),
        archive=form.photos.file if form.photos and form.subject is ImportKind.APPLICATIONS else None,
        headings=headings_of(form.subject, catalogues),
        choices=choices_of(pages.event, catalogues, code),
        language=code,
    )


def _render_page(
    request: web.Request,
    kind: ImportKind,
    form: ImportForm | None = None,
    *,
    checked: Checked | None = None,
    problem: RostrumError | None = None,
) -> web.Response:
    faulty = checked.report.faulty if checked else ()
    errors = _error_texts(request, problem) if problem else {}
    query = read_query(request, ImportQuery)
    response = render(
        request,
        "imports/import.html",
        status=problem.status if problem else 422 if faulty else 200,
        kind=kind.value,
        titles=TITLES,
        kinds=[one.value for one in ImportKind],
        columns=[(heading_key(name), name, name in REQUIRED[kind]) for name in COLUMNS[kind]],
        checked=checked,
        faults=[(row, _fault_texts(request, row)) for row in faulty[:MOST_SHOWN]],
        more_faults=max(0, len(faulty) - MOST_SHOWN),
        values={"consent": bool(form and form.consent), "letters": form.letters if form else True},
        errors=errors,
        imported=query.imported if form is None else 0,
        done=DONE[kind.value],
        ready=READY[kind.value],
        submit=SUBMITS[kind.value],
        most_rows=MAX_ROWS,
        archive_megabytes=MAX_ARCHIVE_BYTES // MEGABYTE,
        path=PATH,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _error_texts(request: web.Request, problem: RostrumError) -> dict[str, str]:
    """Return the text of an error at its field: that of the archive or of the table."""
    params = dict(problem.params)
    if "column" in params:
        text = site_of(request).catalogues.text
        params["column"] = text(language_of(request), heading_key(str(params["column"])))
    told = InvalidError(problem.code, None, **params) if isinstance(problem, InvalidError) else problem
    named = next(iter(problem.fields), "") if isinstance(problem, InvalidError) else ""
    place = "photos" if problem.code.startswith("archive.") else "table"
    return {named or place: error_text(request, told)}


def _fault_texts(request: web.Request, row: ImportRow) -> list[tuple[str, str]]:
    """Return the key of the heading, "" for the row, and the text of each problem."""
    text, code = site_of(request).catalogues.text, language_of(request)
    return [
        ("" if name == ROW else heading_key(name), str(text(code, f"error.{problem.code}", **problem.params)))
        for name, problem in row.problems.items()
    ]


def routes() -> list[web.RouteDef]:
    """Return the routes of the page."""
    return [
        web.get(PATH, show_import),
        web.get(f"{PATH}/example.csv", show_example),
        web.post(PATH, take_files),
    ]
