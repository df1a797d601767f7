"""Pages of a focal point: the outlet's people and places, the letter of assignment, lists, single people."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from aiohttp import web
from aiohttp.web_request import FileField
from msgspec import Meta, Struct, structs

from accreditation.applications.web.context import LANGUAGE_PATH, NOT_A_COUNTRY, with_private_headers
from accreditation.documents.web.context import MEDIA_TYPES
from accreditation.outlets.actions.crews import (
    CrewView,
    add_people,
    check_people,
    file_letter,
    invite_again,
    read_crew,
    replace_person,
    withdraw_person,
)
from accreditation.outlets.actions.focal_points import replace_own_focal_link
from accreditation.outlets.domain.crew_lists import COLUMNS, MAX_CREW_ROWS, CrewReport, CrewRow
from accreditation.outlets.domain.letter_files import LETTER_KIND, LETTER_MEGABYTES
from accreditation.outlets.domain.links import SECRET_PATTERN
from accreditation.outlets.web.context import (
    CREW_CHIPS,
    CREW_STATES,
    charge_act,
    charge_file,
    outlet_pages_of,
    outlet_services_of,
)
from accreditation.outlets.web.crew_tables import (
    HEADINGS,
    packed_row,
    read_posted_list,
    read_typed_row,
    table_text,
    unpacked_row,
)
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError, RuleError, ThrottledError
from conference.languages import LANGUAGES, language, pick
from conference.spreadsheets import csv_table
from conference.tables.reading import MAX_TABLE_BYTES
from conference.texts.catalogues import key_family
from conference.texts.countries import countries_in_order
from conference.texts.typed_text import clean_line
from conference.web import (
    Identifier,
    accepts,
    before_body,
    error_text,
    field_texts,
    language_of,
    read_form,
    read_query,
    render,
    shows_stale_form,
    site_of,
    stale_error_of,
    typed_values,
)

PATH = f"{LANGUAGE_PATH}/crews/{{secret:{SECRET_PATTERN}}}"
MAX_LIST_BYTES = LETTER_KIND.most_bytes + MAX_TABLE_BYTES + 512 * 1024
MAX_FILE_NAME = 100

DONE = key_family("crews.done.", ("letter", "invited", "withdrawn", "replaced", "again", "link"))
ERRORS = key_family("error.", (
    "crew.not_open", "crew.closed", "crew.late_places", "crew.letter_missing", "crew.letters_full", "crew.merged",
    "crew.listed", "crew.list_missing", "crew.email_twice", "crew.name_twice",
    "crew.not_a_choice", "crew.changed", "crew.ended", "crew.applied", "crew.person_unknown", "crew.link_unknown",
    "outlet.full", "outlet.delegation_full", "outlet.blocked",
))  # fmt: skip
"""Errors of the actions and of lists, declared for the catalogues."""

PackedRow = Annotated[str, Meta(max_length=4000)]


class CrewListForm(Struct, frozen=True, kw_only=True):
    """The letter of assignment, and the list as a file or as text."""

    letter: FileField | None = None
    table: FileField | None = None
    pasted: str = ""


class CrewPeopleForm(Struct, frozen=True, kw_only=True):
    """The people of a checked list, one text for each."""

    person: dict[str, PackedRow] = {}


class CrewPersonForm(Struct, frozen=True, kw_only=True):
    """One person, typed; `act` is the button, `version` that of the person on the page, if it is about one."""

    act: Identifier = ""
    version: int = 0
    native_name: str = ""
    family_name: str = ""
    given_name: str = ""
    email: str = ""
    country: str = ""
    phone: str = ""
    function: str = ""
    language: str = ""
    freelance: str = ""


class CrewQuery(Struct, frozen=True):
    """Query of the page: the act just done, and the number of people that it was about."""

    did: Identifier = ""
    number: int = 0


async def show_crew(request: web.Request) -> web.Response:
    """Show the outlet's crew, or that the link opens nothing."""
    return await _render_crew(request)


@accepts(MAX_LIST_BYTES)
@before_body(charge_file)
@shows_stale_form
async def submit_list(request: web.Request) -> web.Response:
    """File the letter, and check the list: show its people to be confirmed, or the report of its rows."""
    try:
        form = await read_form(request, CrewListForm)
        refusal = stale_error_of(request)
        if refusal is not None:
            raise refusal
        return await _submit_list(request, form)
    except (InvalidError, ConflictError, RuleError, ThrottledError) as problem:
        response = await _render_crew(request, problem=problem, values=await typed_values(request, CrewListForm))
        if isinstance(problem, ThrottledError):
            response.headers["Retry-After"] = str(problem.retry_after_s)
        return response


async def _submit_list(request: web.Request, form: CrewListForm) -> web.Response:
    services, secret = outlet_services_of(request), request.match_info["secret"]
    if form.letter is not None:
        content = await asyncio.to_thread(form.letter.file.read, LETTER_KIND.most_bytes + 1)
        name = clean_line(form.letter.filename[-MAX_FILE_NAME:]) or "letter"
        try:
            await file_letter(services, content, file_name=name, secret=secret)
        except InvalidError as error:
            raise InvalidError(error.code, {"letter": error.code}, **error.params) from error
    if form.table is None and not form.pasted.strip():
        if form.letter is None:
            raise InvalidError("crew.list_missing", {"table": "crew.list_missing"})
        raise web.HTTPSeeOther(f"{_page_path(request)}?did=letter")
    report = await read_posted_list(request, form.table, form.pasted)
    report = await check_people(services, report, secret=secret)
    if report.faulty:
        return await _render_crew(request, report=report, values={"pasted": table_text(request, report)}, status=422)
    return await _render_check(request, report)


@before_body(charge_act)
async def submit_people(request: web.Request) -> web.Response:
    """Add the people of a checked list. They are checked again: a list that is changed now is shown with its report."""
    services, secret = outlet_services_of(request), request.match_info["secret"]
    try:
        form = await read_form(request, CrewPeopleForm)
        rows = [unpacked_row(request, number, text) for number, text in enumerate(list(form.person.values()), 1)][
            :MAX_CREW_ROWS
        ]
        if not rows:
            raise InvalidError("crew.list_missing", {"table": "crew.list_missing"})
        report = await check_people(services, CrewReport(tuple(rows)), secret=secret)
        if report.faulty:
            values = {"pasted": table_text(request, report)}
            return await _render_crew(request, report=report, values=values, status=422)
        added = await add_people(services, report.people, secret=secret)
    except (InvalidError, ConflictError, RuleError) as problem:
        return await _render_crew(request, problem=problem)
    raise web.HTTPSeeOther(f"{_page_path(request)}?did=invited&number={added}")


@before_body(charge_act)
async def submit_person(request: web.Request) -> web.Response:
    """Add one person who was typed."""
    services, secret = outlet_services_of(request), request.match_info["secret"]
    values = await typed_values(request, CrewPersonForm)
    try:
        form = await read_form(request, CrewPersonForm)
        row = read_typed_row(request, structs.asdict(_without_act(form)))
        report = await check_people(services, CrewReport((row,)), secret=secret)
        _require_faultless(report)
        await add_people(services, report.people, secret=secret)
    except (InvalidError, ConflictError, RuleError) as problem:
        return await _render_crew(request, problem=problem, values=values, is_typed=True)
    raise web.HTTPSeeOther(f"{_page_path(request)}?did=invited&number=1")


async def show_person(request: web.Request) -> web.Response:
    """Show one person on the list, with what can be done."""
    return await _render_person(request)


@before_body(charge_act)
async def act_on_person(request: web.Request) -> web.Response:
    """Withdraw, replace or invite a person again, by the button."""
    services = outlet_services_of(request)
    secret, member = request.match_info["secret"], request.match_info["person"]
    values = await typed_values(request, CrewPersonForm)
    try:
        form = await read_form(request, CrewPersonForm)
        if form.act == "withdraw":
            await withdraw_person(services, member, seen_version=form.version, secret=secret)
        elif form.act == "again":
            await invite_again(services, member, secret=secret)
        elif form.act == "replace":
            row = read_typed_row(request, structs.asdict(_without_act(form)))
            _require_faultless(CrewReport((row,)))
            await replace_person(services, member, row.values, seen_version=form.version, secret=secret)
        else:
            raise InvalidError("http_422")
    except (InvalidError, ConflictError, RuleError) as problem:
        return await _render_person(request, problem=problem, values=values)
    done = {"withdraw": "withdrawn", "again": "again", "replace": "replaced"}[form.act]
    raise web.HTTPSeeOther(f"{_page_path(request)}?did={done}")


@before_body(charge_act)
async def submit_link(request: web.Request) -> web.Response:
    """Replace the focal point's link; the new one is sent by mail."""
    try:
        await replace_own_focal_link(outlet_services_of(request), secret=request.match_info["secret"])
    except NotFoundError as error:
        return _render_unknown(request, error)
    page = render(request, "outlets/link_sent.html")
    return with_private_headers(page)


async def show_example(request: web.Request) -> web.Response:
    """Return an empty list with the headings in the reader's language, to be filled in with a spreadsheet."""
    await read_crew(outlet_services_of(request), secret=request.match_info["secret"])
    site, code = site_of(request), language_of(request)
    headings = [str(site.catalogues.text(code, HEADINGS[name])) for name in COLUMNS]
    headers = {"Content-Disposition": 'attachment; filename="crew.csv"'}
    page = web.Response(body=csv_table(headings, ()), content_type="text/csv", charset="utf-8", headers=headers)
    return with_private_headers(page)


def _without_act(form: CrewPersonForm) -> CrewPersonForm:
    return structs.replace(form, act="", version=0)


def _require_faultless(report: CrewReport) -> None:
    """Raise InvalidError with the problem of each field of a single person."""
    problems = report.rows[0].problems
    if not problems:
        return
    codes = {name: problem.code for name, problem in problems.items()}
    error = InvalidError(next(iter(codes.values())), codes)
    error.field_params = {name: problem.params for name, problem in problems.items()}
    raise error


def _page_path(request: web.Request) -> str:
    return f"/{language_of(request)}/crews/{request.match_info['secret']}"


async def _render_crew(
    request: web.Request,
    *,
    problem: RostrumError | None = None,
    report: CrewReport | None = None,
    values: Mapping[str, str] | None = None,
    is_typed: bool = False,
    status: int = 200,
) -> web.Response:
    """Render the page of the crew. `is_typed`: the values and the problem are those of the form of one person."""
    try:
        view = await read_crew(outlet_services_of(request), secret=request.match_info["secret"])
    except NotFoundError as error:
        return _render_unknown(request, error)
    query = read_query(request, CrewQuery)
    errors = dict(field_texts(request, problem)) if isinstance(problem, InvalidError) and problem.fields else {}
    page = render(
        request,
        "outlets/crew.html",
        status=problem.status if problem else status,
        **_crew_values(request, view),
        report=report,
        faults=_fault_texts(request, report) if report else (),
        values=dict(values or {}),
        errors=errors,
        is_typed=is_typed,
        problem=error_text(request, problem) if problem and not errors else "",
        done=DONE[query.did] if query.did in DONE and not problem else "",
        done_number=query.number,
    )
    return with_private_headers(page, has_form=True)


async def _render_check(request: web.Request, report: CrewReport) -> web.Response:
    view = await read_crew(outlet_services_of(request), secret=request.match_info["secret"])
    event, code = outlet_pages_of(request).event, language_of(request)
    page = render(
        request,
        "outlets/crew_check.html",
        **_crew_values(request, view),
        rows=[(row, packed_row(row)) for row in report.rows],
        unknown=report.unknown,
        country_of=lambda iso2: event.country_name(iso2, code) if iso2 else "",
        function_of=lambda one: pick(event.function(one).name, code)[0] if one else "",
    )
    return with_private_headers(page, has_form=True)


async def _render_person(
    request: web.Request, *, problem: RostrumError | None = None, values: Mapping[str, str] | None = None
) -> web.Response:
    try:
        view = await read_crew(outlet_services_of(request), secret=request.match_info["secret"])
        person = view.person(request.match_info["person"])
    except NotFoundError as error:
        return _render_unknown(request, error)
    errors = dict(field_texts(request, problem)) if isinstance(problem, InvalidError) and problem.fields else {}
    page = render(
        request,
        "outlets/crew_person.html",
        status=problem.status if problem else 200,
        **_crew_values(request, view),
        person=person,
        values=dict(values or {}),
        errors=errors,
        problem=error_text(request, problem) if problem and not errors else "",
    )
    return with_private_headers(page, has_form=True)


def _render_unknown(request: web.Request, error: NotFoundError) -> web.Response:
    page = render(request, "outlets/link_unknown.html", status=404, text=error_text(request, error))
    return with_private_headers(page)


def _crew_values(request: web.Request, view: CrewView) -> dict[str, Any]:
    event, code = outlet_pages_of(request).event, language_of(request)
    offered = frozenset(event.offered_passports) - {NOT_A_COUNTRY}
    return {
        "view": view,
        "secret": request.match_info["secret"],
        "page_path": _page_path(request),
        "is_acting": view.into is None and view.outlet.blocked_at is None,
        "states": CREW_STATES,
        "chips": CREW_CHIPS,
        "headings": HEADINGS,
        "columns": COLUMNS,
        "period": event.applications,
        "letter_types": ",".join(MEDIA_TYPES[one] for one in sorted(LETTER_KIND.types)),
        "letter_megabytes": LETTER_MEGABYTES,
        "most_rows": MAX_CREW_ROWS,
        "country_options": [
            (one.iso2, event.country_name(one.iso2, code)) for one in countries_in_order(code) if one.iso2 in offered
        ],
        "function_options": [(one.code, pick(one.name, code)[0]) for one in event.functions],
        "language_options": [(tag, language(tag).own_name) for tag in LANGUAGES],
    }


def _fault_texts(request: web.Request, report: CrewReport) -> list[tuple[CrewRow, list[tuple[str, str]]]]:
    """Return each faulty row with the headings and texts of its problems."""
    site, code = site_of(request), language_of(request)

    def texts(row: CrewRow) -> list[tuple[str, str]]:
        return [
            (HEADINGS[name], str(site.catalogues.text(code, f"error.{problem.code}", **problem.params)))
            for name, problem in row.problems.items()
        ]

    return [(row, texts(row)) for row in report.faulty]


def routes() -> list[web.RouteDef]:
    """Return the routes of the focal points' pages."""
    person = f"{PATH}/people/{{person:[A-Za-z0-9_-]{{1,48}}}}"
    return [
        web.get(PATH, show_crew),
        web.post(f"{PATH}/list", submit_list),
        web.get(f"{PATH}/list.csv", show_example),
        web.post(f"{PATH}/people", submit_people),
        web.post(f"{PATH}/person", submit_person),
        web.get(person, show_person),
        web.post(person, act_on_person),
        web.post(f"{PATH}/link", submit_link),
    ]
