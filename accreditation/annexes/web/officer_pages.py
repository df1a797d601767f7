"""Follow-up forms for officers: the forms, the answers to one, those of one person, tables and inventories."""

import asyncio
from collections.abc import Mapping
from typing import Literal

from aiohttp import web
from msgspec import Struct

from accreditation.annexes.actions.deciding import (
    READERS,
    count_answers,
    decide_answers,
    export_answers,
    list_answers,
    may_decide,
    print_inventory,
    read_person_answers,
)
from accreditation.annexes.domain.answers import AnnexState
from accreditation.annexes.ports import AnswersRow
from accreditation.annexes.web.context import STATE_CHIPS, STATES, annex_services_of, answer_texts
from accreditation.applications.domain.progress import reference_of
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError, RuleError
from conference.event.model import Annex
from conference.languages import language, pick
from conference.spreadsheets import csv_table, xlsx_table
from conference.texts.catalogues import key_family
from conference.texts.dates import format_datetime
from conference.texts.typed_text import NOTE_LENGTH
from conference.web import (
    Identifier,
    ListQuery,
    Note,
    Pager,
    error_text,
    fill_refused_form,
    form_on,
    language_of,
    offset_of,
    query_address,
    read_form,
    read_query,
    record_list_read,
    render,
    require,
    site_of,
    staff_of,
)
from conference.web.files import XLSX, file_response

PATH = "/staff/forms"
ANNEX_PATH = PATH + "/{annex:[A-Za-z0-9][A-Za-z0-9_.-]{0,47}}"
PERSON_PATH = PATH + "/people/{application}"
ROWS = 50
FILTERS = key_family("annex.filter.", ("all", *(state.value for state in AnnexState)))
DONE = key_family("annex.done.", (AnnexState.APPROVED.value, AnnexState.RETURNED.value))
COLUMNS = key_family("annex.column.", ("reference", "name", "latin", "outlet", "state", "sent"))


class AnswersQuery(ListQuery, frozen=True, kw_only=True):
    """Page and state of a list of answers."""

    filter: Literal["all", "submitted", "approved", "returned"] = "submitted"


class DoneQuery(Struct, frozen=True):
    """The decision just made."""

    did: Identifier = ""


class DecisionForm(Struct, frozen=True, kw_only=True):
    """Decision on the answers that were shown with `version`; `note` is for the applicant."""

    annex: Identifier
    act: Literal["approved", "returned"]
    version: int
    note: Note = ""


@require(*READERS)
async def show_forms(request: web.Request) -> web.Response:
    """`GET /staff/forms`: every form with the number of answers by state."""
    services = annex_services_of(request)
    counts = await count_answers(services, staff=staff_of(request))
    rows = [(annex, _counted(counts.get(annex.code, {}))) for annex in services.event.annexes]
    return render(
        request, "annexes/forms.html", rows=rows, filters=FILTERS, path=PATH, approves=_approved_forms(request)
    )


@require(*READERS)
async def show_answers(request: web.Request) -> web.Response:
    """`GET /staff/forms/{annex}`: the answers to one form, those that wait for a decision first."""
    services, query = annex_services_of(request), read_query(request, AnswersQuery)
    annex = _annex_of(request)
    state = None if query.filter == "all" else AnnexState(query.filter)
    first = offset_of(query.page, ROWS)
    page = await list_answers(services, annex.code, state=state, first=first, most=ROWS, staff=staff_of(request))
    path = f"{PATH}/{annex.code}"
    shown = [row.answers.application_id for row in page.rows]
    await record_list_read(request, f"forms/{annex.code}", shown, filter=query.filter)
    return render(
        request,
        "annexes/answers.html",
        annex=annex,
        rows=page.rows,
        pager=Pager(query.page, ROWS, page.total),
        query=query,
        filters=FILTERS,
        states=STATES,
        chips=STATE_CHIPS,
        path=path,
        people_path=f"{PATH}/people",
        address=lambda page: query_address(path, query, page=str(page)),
    )


@require(*READERS)
async def show_person(request: web.Request) -> web.Response:
    """`GET /staff/forms/people/{application}`: all answers of a person."""
    return await _render_person(request)


@form_on(f"{PATH}/people/{{application}}", DecisionForm)
@require(*READERS)
async def submit_decision(request: web.Request) -> web.Response:
    """`POST /staff/forms/people/{application}` with the fields of `DecisionForm`."""
    application_id = request.match_info["application"]
    try:
        form = await read_form(request, DecisionForm)
        await decide_answers(
            annex_services_of(request),
            application_id,
            form.annex,
            AnnexState(form.act),
            seen=form.version,
            note=form.note,
            staff=staff_of(request),
        )
    except (ConflictError, RuleError, InvalidError) as error:
        return await fill_refused_form(request, await _render_person(request, error), DecisionForm)
    raise web.HTTPSeeOther(f"{PATH}/people/{application_id}?did={form.act}")


@require(*READERS)
async def show_csv(request: web.Request) -> web.Response:
    """`GET /staff/forms/{annex}/table.csv`."""
    headings, rows = await _read_table(request)
    return file_response(csv_table(headings, rows), "text/csv", f"{request.match_info['annex']}.csv")


@require(*READERS)
async def show_xlsx(request: web.Request) -> web.Response:
    """`GET /staff/forms/{annex}/table.xlsx`."""
    headings, rows = await _read_table(request)
    code = language_of(request)
    title, rtl = pick(_annex_of(request).name, code)[0], language(code).direction == "rtl"
    table = await asyncio.to_thread(lambda: xlsx_table(title, headings, rows, right_to_left=rtl))
    return file_response(table, XLSX, f"{request.match_info['annex']}.xlsx")


@require(*READERS)
async def show_inventory(request: web.Request) -> web.Response:
    """`GET /staff/forms/people/{application}/{annex}.pdf`: the inventory."""
    code = request.match_info["annex"]
    services = annex_services_of(request)
    pdf = await print_inventory(services, request.match_info["application"], code, staff=staff_of(request))
    return file_response(pdf, "application/pdf", f"{code}.pdf", inline=True)


def _annex_of(request: web.Request) -> Annex:
    try:
        return annex_services_of(request).event.annex(request.match_info["annex"])
    except KeyError as error:
        raise NotFoundError("annex.unknown") from error


def _approved_forms(request: web.Request) -> frozenset[str]:
    """Return the codes of the forms that the reader approves."""
    staff = staff_of(request)
    return frozenset(annex.code for annex in annex_services_of(request).event.annexes if may_decide(annex, staff))


def _counted(counts: Mapping[AnnexState, int]) -> dict[str, int]:
    return {state.value: counts.get(state, 0) for state in AnnexState}


async def _render_person(request: web.Request, problem: RostrumError | None = None) -> web.Response:
    services, application_id = annex_services_of(request), request.match_info["application"]
    person = await read_person_answers(services, application_id, staff=staff_of(request))
    questions = {annex.code: services.event.questions_of(annex.code) for annex, _ in person.sent}
    await record_list_read(request, "forms", [application_id])
    did = read_query(request, DoneQuery).did
    return render(
        request,
        "annexes/person.html",
        status=problem.status if problem else 200,
        person=person,
        reference=reference_of(application_id),
        questions=questions,
        texts={
            annex.code: [answer_texts(request, questions[annex.code], row) for row in answers.rows]
            for annex, answers in person.sent
        },
        letters=language(person.application.applicant.language),
        states=STATES,
        chips=STATE_CHIPS,
        approves=_approved_forms(request),
        path=f"{PATH}/people/{application_id}",
        problem=error_text(request, problem) if problem else "",
        done=DONE.get(did) if not problem else None,
        most_note=NOTE_LENGTH,
    )


async def _read_table(request: web.Request) -> tuple[list[str], list[list[str]]]:
    """Return the headings and rows of a table of all answers to a form: one row for each item."""
    services, annex, code = annex_services_of(request), _annex_of(request), language_of(request)
    questions, text = services.event.questions_of(annex.code), site_of(request).catalogues.text
    found = await export_answers(services, annex.code, staff=staff_of(request))
    headings = [text(code, key) for key in COLUMNS.values()]
    headings += [pick(question.name, code)[0] for question in questions]
    rows = [
        [*_person_cells(request, one), *answer_texts(request, questions, row)]
        for one in found
        for row in one.answers.rows
    ]
    return headings, rows


def _person_cells(request: web.Request, one: AnswersRow) -> list[str]:
    text, code = site_of(request).catalogues.text, language_of(request)
    return [
        reference_of(one.answers.application_id),
        one.native_name,
        one.latin_name,
        one.outlet,
        text(code, STATES[one.answers.state.value]),
        format_datetime(code, one.answers.submitted_at, annex_services_of(request).event.zone_info),
    ]


def routes() -> list[web.RouteDef]:
    """Return the routes of the officers' pages."""
    return [
        web.get(PATH, show_forms),
        web.get(f"{PERSON_PATH}/{{annex:[A-Za-z0-9][A-Za-z0-9_.-]{{0,47}}}}/inventory.pdf", show_inventory),
        web.get(PERSON_PATH, show_person),
        web.post(PERSON_PATH, submit_decision),
        web.get(f"{ANNEX_PATH}/table.csv", show_csv),
        web.get(f"{ANNEX_PATH}/table.xlsx", show_xlsx),
        web.get(ANNEX_PATH, show_answers),
    ]
