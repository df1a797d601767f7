"""Page of the requests of applicants with a valid badge to delete their data, for accreditation officers."""

from typing import Literal

from aiohttp import web
from msgspec import Struct

from accreditation.access.roles import Permission
from accreditation.applications.domain.progress import reference_of
from accreditation.applications.ports import ApplicationRow
from accreditation.retention.actions.requests import fulfil_request, list_open_requests, refuse_request
from accreditation.retention.domain import DataRequest, RefusalReason
from accreditation.retention.web.own_data import REASONS, REQUEST_SERVICES
from conference.errors import ConflictError, NotFoundError
from conference.texts.catalogues import key_family
from conference.web import (
    Identifier,
    form_on,
    read_form,
    read_query,
    record_list_read,
    render,
    require,
    site_of,
    staff_of,
)

PATH = "/staff/data-requests"
DONE = key_family("data_requests.done.", ("delete", "refuse"))


class DecisionForm(Struct, frozen=True):
    """A decision about a request; a deletion is confirmed by `sure`."""

    id: Identifier = ""
    do: Literal["delete", "refuse"] = "refuse"
    reason: RefusalReason = RefusalReason.BADGE_NEEDED
    sure: Literal["", "yes"] = ""


class DoneQuery(Struct, frozen=True):
    """What was just done."""

    done: Literal["", "delete", "refuse"] = ""


class RequestRow(Struct, frozen=True):
    """An open request with the row of its application; `is_late`: it should be decided by now."""

    request: DataRequest
    application: ApplicationRow | None
    reference_number: str
    is_late: bool


@require(Permission.VET_ACCREDITATION)
async def show_requests(request: web.Request) -> web.Response:
    """`GET /staff/data-requests`."""
    return await _render_requests(request)


@form_on(PATH, DecisionForm)
@require(Permission.VET_ACCREDITATION)
async def decide_request(request: web.Request) -> web.Response:
    """`POST /staff/data-requests` with the fields of `DecisionForm`."""
    form, services = await read_form(request, DecisionForm), request.config_dict[REQUEST_SERVICES]
    if form.do == "delete" and form.sure != "yes":
        return await _render_requests(request, unsure=form.id, status=422)
    try:
        if form.do == "delete":
            await fulfil_request(services, form.id, staff=staff_of(request))
        else:
            await refuse_request(services, form.id, form.reason, staff=staff_of(request))
    except (ConflictError, NotFoundError) as error:
        return await _render_requests(request, problem=f"error.{error.code}", status=error.status)
    raise web.HTTPSeeOther(f"{PATH}?done={form.do}")


async def _render_requests(
    request: web.Request, *, unsure: str = "", problem: str = "", status: int = 200
) -> web.Response:
    services, now = request.config_dict[REQUEST_SERVICES], site_of(request).clock.now()
    found = await list_open_requests(services, staff=staff_of(request))
    await record_list_read(request, "data-requests", [one.application_id for one, _ in found])
    return render(
        request,
        "retention/requests.html",
        status=status,
        requests=[RequestRow(one, row, reference_of(one.application_id), one.due_at <= now) for one, row in found],
        reasons=REASONS,
        unsure=unsure,
        problem=problem,
        done=DONE.get(read_query(request, DoneQuery).done),
        path=PATH,
    )


def routes() -> list[web.RouteDef]:
    """Return the routes of the page."""
    return [web.get(PATH, show_requests), web.post(PATH, decide_request)]
