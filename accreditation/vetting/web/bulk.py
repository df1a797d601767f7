"""Pages of acts on many applications: what to look at before approving, the result of each, undo."""

from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from accreditation.applications.domain.applications import OPEN, Agency, Application, Finding
from accreditation.applications.domain.duplicates import shared_traits
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.web.context import application_pages_of
from accreditation.applications.web.forms import UNKNOWN_VERSION
from accreditation.applications.web.problems import FieldProblem, field_problem
from accreditation.duplicates.web.reasons import TRAITS
from accreditation.vetting.actions.bulk import (
    MAX_BULK_ROWS,
    BulkResult,
    SelectedRow,
    list_current,
    review_selection,
    undo_many,
    vet_many,
)
from accreditation.vetting.domain import FindingInput
from accreditation.vetting.web.history import HistoryRow, corrected_fields, history_rows
from accreditation.vetting.web.queue import QueueView, view_of
from accreditation.vetting.web.queue_texts import QUEUE_PAGE, QUEUE_PATH, QUEUE_TEXTS, TITLES, VETTERS
from conference.web import form_on, parse_integer, read_form, render, require, staff_of

SeenRows = tuple[Annotated[str, Meta(max_length=100)], ...]


class BulkForm(Struct, frozen=True):
    """Selected rows: id and version of each application, separated by a colon.

    `looked`: rows that the officer selected although there is something to look at. `confirmed`: the officer has seen
    which rows these are.
    """

    seen: SeenRows = ()
    looked: SeenRows = ()
    confirmed: bool = False


class ResultRow(Struct, frozen=True):
    """Result of one row: the application as it is now, the problem, and what has changed since it was shown.

    `is_chosen`: nothing was done and the agency has no finding yet, so that the row stays selected.
    """

    application: Application | None
    problem: FieldProblem | None
    is_outdated: bool
    news: Sequence[HistoryRow]
    is_chosen: bool


@form_on(QUEUE_PAGE, BulkForm)
@require(*VETTERS)
async def approve_many(request: web.Request) -> web.Response:
    """Approve the selected rows, each under the same rules; first show what to look at among them."""
    view, form = view_of(request, staff_of(request)), await read_form(request, BulkForm)
    seen, looked = _parse_rows(form.seen), _parse_rows(form.looked)
    services, staff = application_pages_of(request).services, staff_of(request)
    rows = await review_selection(services, [*seen, *looked], agency=view.agency, staff=staff)
    not_looked = [row for row in rows if not row.is_clean and row.seen not in looked]
    if rows and (not_looked or not form.confirmed):
        return _render_review(request, view, rows, looked)
    finding_input = FindingInput(finding=Finding.APPROVED)
    results = await vet_many(services, finding_input, agency=view.agency, seen=[*seen, *looked], staff=staff)
    return await _render_results(request, view, results, done="vetting.results.done")


@form_on(QUEUE_PAGE)
@require(*VETTERS)
async def undo_approvals(request: web.Request) -> web.Response:
    """Take back the officer's own approvals and show the result of each."""
    view, form = view_of(request, staff_of(request)), await read_form(request, BulkForm)
    services, staff = application_pages_of(request).services, staff_of(request)
    results = await undo_many(services, agency=view.agency, seen=_parse_rows(form.seen), staff=staff)
    return await _render_results(request, view, results, done="vetting.results.undone")


def _render_review(
    request: web.Request, view: QueueView, rows: Sequence[SelectedRow], looked: Sequence[SeenVersion]
) -> web.Response:
    return render(
        request,
        "vetting/vetting_review.html",
        view=view,
        title_key=TITLES[view.agency.value],
        clean=[row for row in rows if row.is_clean],
        to_look_at=[row for row in rows if not row.is_clean],
        looked=looked,
        traits=TRAITS,
        shared_traits=shared_traits,
    )


async def _render_results(
    request: web.Request, view: QueueView, results: Sequence[BulkResult], *, done: str
) -> web.Response:
    rows = await _result_rows(request, view, results)
    return render(
        request,
        "vetting/vetting_results.html",
        status=HTTPStatus.OK,
        view=view,
        rows=rows,
        done_key=done,
        again=[row.application for row in rows if row.is_chosen],
        approved=[
            result.application for result in results if result.application and view.agency in result.application.checks
        ],
        corrected_fields=partial(corrected_fields, request),
        **QUEUE_TEXTS,
    )


async def _result_rows(request: web.Request, view: QueueView, results: Sequence[BulkResult]) -> list[ResultRow]:
    pages = application_pages_of(request)
    listed = await list_current(pages.services, results, agency=view.agency)
    chosen = _list_undecided(listed, view.agency)
    return [
        ResultRow(
            application,
            field_problem("", result.error) if result.error else None,
            result.is_outdated,
            await history_rows(request, pages.event, steps),
            is_chosen=number in chosen,
        )
        for number, (result, application, steps) in enumerate(listed)
    ]


def _list_undecided(listed: Sequence[tuple[BulkResult, Application | None, object]], agency: Agency) -> frozenset[int]:
    """Return the numbers of the rows that were not done and may still be chosen, each application once."""
    first: dict[str, int] = {}
    for number, (result, application, _) in enumerate(listed):
        if result.error and application and application.state in OPEN and agency not in application.checks:
            first.setdefault(application.id, number)
    return frozenset(first.values())


def _parse_rows(rows: SeenRows) -> list[SeenVersion]:
    return [_parse_seen_version(row) for row in rows[: MAX_BULK_ROWS + 1]]


def _parse_seen_version(row: str) -> SeenVersion:
    application_id, _, version = row.rpartition(":")
    number = parse_integer(version)
    return SeenVersion(application_id, UNKNOWN_VERSION if number is None else number)


def routes() -> list[web.RouteDef]:
    """Return the routes of acts on many applications."""
    return [
        web.post(f"{QUEUE_PATH}/many", approve_many),
        web.post(f"{QUEUE_PATH}/many/undo", undo_approvals),
    ]
