"""Pages of acts on many applications: what to look at before approving, the result of each, undo."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from accreditation.applications.domain.applications import Application, Finding
from accreditation.applications.domain.duplicates import shared_traits
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.web.context import application_pages_of
from accreditation.applications.web.forms import UNKNOWN_VERSION
from accreditation.applications.web.problems import FieldProblem, field_problem
from accreditation.applications.web.status import STATE_CHIPS
from accreditation.vetting.actions.bulk import (
    MAX_BULK_ROWS,
    BulkResult,
    SelectedRow,
    review_selection,
    undo_many,
    vet_many,
)
from accreditation.vetting.actions.queue import list_applications
from accreditation.vetting.domain import FindingInput
from accreditation.vetting.web.queue import QueueView, view_of
from accreditation.vetting.web.queue_texts import QUEUE_PAGE, QUEUE_PATH, STATES, TITLES, TRAITS, VETTERS
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
    services = application_pages_of(request).services
    applications = await list_applications(services, [result.application_id for result in results])
    return render(
        request,
        "vetting/vetting_results.html",
        view=view,
        title_key=TITLES[view.agency.value],
        rows=_result_rows(results, {application.id: application for application in applications}),
        done_key=done,
        approved=[
            result.application for result in results if result.application and view.agency in result.application.checks
        ],
        state_keys=STATES,
        chips=STATE_CHIPS,
    )


def _result_rows(
    results: Sequence[BulkResult], applications: Mapping[str, Application]
) -> list[tuple[Application | None, FieldProblem | None]]:
    return [
        (applications.get(result.application_id), field_problem("", result.error) if result.error else None)
        for result in results
    ]


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
