"""An applicant's own data: how they are used, their export, and the request to delete them."""

from typing import Literal

from aiohttp import web
from msgspec import Struct

from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.progress import reference_of
from accreditation.applications.web.applicant_pages import SECRET_PATH, get_application, link_address
from accreditation.applications.web.context import charge_submission, with_private_headers
from accreditation.applications.web.intake import next_steps
from accreditation.retention.actions.requests import export_data, find_own_request, request_deletion
from accreditation.retention.domain import RefusalReason, RequestState
from accreditation.retention.services import RequestServices
from conference.texts.catalogues import key_family
from conference.web import before_body, read_form, render

REQUEST_SERVICES: web.AppKey[RequestServices] = web.AppKey("data requests", RequestServices)
PATH = f"{SECRET_PATH}/data"
REASONS = key_family("data_requests.reason.", (one.value for one in RefusalReason))


class OwnDataForm(Struct, frozen=True):
    """What the applicant wants; a deletion is confirmed by `sure`."""

    do: Literal["export", "delete"] = "export"
    sure: Literal["", "yes"] = ""


async def show_own_data(request: web.Request) -> web.Response:
    """`GET` under the applicant's link."""
    return await _render_page(request, await get_application(request))


@before_body(charge_submission)
async def answer_own_data(request: web.Request) -> web.Response:
    """Send the export, or delete the data; a deletion that is not confirmed is asked again."""
    application, form = await get_application(request), await read_form(request, OwnDataForm)
    services, secret = request.config_dict[REQUEST_SERVICES], request.match_info["secret"]
    if form.do == "export":
        return with_private_headers(_zip_response(await export_data(services, secret=secret), application))
    if form.sure != "yes":
        return await _render_page(request, application, is_unsure=True, status=422)
    answer = await request_deletion(services, secret=secret)
    if answer.state is RequestState.FULFILLED:
        page = render(request, "retention/own_data_deleted.html", status=200, **next_steps(request))
        return with_private_headers(page)
    raise web.HTTPSeeOther(f"{link_address(request)}/data")


def _zip_response(packed: bytes, application: Application) -> web.Response:
    name = f"data-{reference_of(application.id)}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=packed, content_type="application/zip", headers=headers)


async def _render_page(
    request: web.Request, application: Application, *, is_unsure: bool = False, status: int = 200
) -> web.Response:
    services = request.config_dict[REQUEST_SERVICES]
    page = render(
        request,
        "retention/own_data.html",
        status=status,
        secret=request.match_info["secret"],
        latest=await find_own_request(services, application.id),
        reasons=REASONS,
        is_unsure=is_unsure,
        **next_steps(request),
    )
    return with_private_headers(page, has_form=True)


def routes() -> list[web.RouteDef]:
    """Return the routes of the page."""
    return [web.get(PATH, show_own_data), web.post(PATH, answer_own_data)]
