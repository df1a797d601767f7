"""Page of an appeal under an applicant's link."""

from aiohttp import web
from msgspec import Struct

from accreditation.applications.actions.applying import appeal_refusal
from accreditation.applications.domain.appeals import find_appeal_deadline
from accreditation.applications.domain.applications import Application
from accreditation.applications.web.applicant_pages import (
    SECRET_PATH,
    get_application,
    link_address,
)
from accreditation.applications.web.context import application_pages_of, charge_submission, with_private_headers
from accreditation.applications.web.problems import FieldProblem, field_problem
from conference.errors import InvalidError, RuleError
from conference.texts.typed_text import NOTE_LENGTH, presentable_lines, read_note
from conference.web import before_body, read_form, render, site_of


class AppealForm(Struct, frozen=True):
    """The applicant's text, checked by the handler, which shows it again."""

    text: str = ""


async def show_appeal(request: web.Request) -> web.Response:
    """Show the form of the appeal while it can be submitted, else go to the status page."""
    application = await get_application(request)
    deadline = find_appeal_deadline(application, application_pages_of(request).services.rules.appeals)
    if deadline is None or site_of(request).clock.now() >= deadline:
        raise web.HTTPSeeOther(link_address(request))
    return _render_appeal(request, application)


@before_body(charge_submission)
async def submit_appeal(request: web.Request) -> web.Response:
    """Submit the appeal: redirect to the status page, or show the form again with what was typed."""
    application, form = await get_application(request), await read_form(request, AppealForm)
    text, problem = read_note(form.text)
    if problem:
        return _render_appeal(request, application, form.text, field_problem("text", problem), status=422)
    try:
        await appeal_refusal(application_pages_of(request).services, text, secret=request.match_info["secret"])
    except (InvalidError, RuleError) as error:
        return _render_appeal(request, application, form.text, field_problem("text", error), status=error.status)
    raise web.HTTPSeeOther(link_address(request))


def _render_appeal(
    request: web.Request,
    application: Application,
    typed: str = "",
    problem: FieldProblem | None = None,
    *,
    status: int = 200,
) -> web.Response:
    page = render(
        request,
        "applications/status_appeal.html",
        status=status,
        secret=request.match_info["secret"],
        values={"text": presentable_lines(typed)},
        problem=problem,
        most=NOTE_LENGTH,
        deadline=find_appeal_deadline(application, application_pages_of(request).services.rules.appeals),
    )
    return with_private_headers(page, has_form=True)


def routes() -> list[web.RouteDef]:
    """Return the routes of the appeal."""
    return [web.get(f"{SECRET_PATH}/appeal", show_appeal), web.post(f"{SECRET_PATH}/appeal", submit_appeal)]
