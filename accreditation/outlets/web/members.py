"""Page of a person whom a focal point has put on its list: to the form, which is filled in already, or decline."""

from aiohttp import web
from msgspec import Struct

from accreditation.applications.web.apply import FORM_PURPOSE
from accreditation.applications.web.context import LANGUAGE_PATH, with_private_headers
from accreditation.outlets.actions.members import decline, open_form, read_invitation
from accreditation.outlets.domain.crews import MemberState
from accreditation.outlets.domain.links import SECRET_PATTERN
from accreditation.outlets.web.context import charge_act, outlet_pages_of, outlet_services_of
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError, RuleError
from conference.event import Event
from conference.web import Identifier, before_body, error_text, language_of, read_form, render, site_of

PATH = f"{LANGUAGE_PATH}/crew/{{secret:{SECRET_PATTERN}}}"


class InvitationForm(Struct, frozen=True):
    """The button that was pressed."""

    act: Identifier = ""


async def show_invitation(request: web.Request) -> web.Response:
    """Show who has put the person on the list, and both buttons; after the form was handed in, the application."""
    return await _render_invitation(request)


@before_body(charge_act)
async def answer_invitation(request: web.Request) -> web.Response:
    """Open the form, or take the own name off the list."""
    services, secret = outlet_services_of(request), request.match_info["secret"]
    try:
        form = await read_form(request, InvitationForm)
        if form.act == "decline":
            await decline(services, secret=secret)
            raise web.HTTPSeeOther(f"/{language_of(request)}/crew/{secret}")
        if form.act != "apply":
            raise InvalidError("http_422")
        form_secret = site_of(request).issued_secrets.issue(FORM_PURPOSE)
        invitation = await read_invitation(services, secret=secret)
        category = _category_of(outlet_pages_of(request).event, invitation.member.values.get("function", ""))
        await open_form(services, secret=secret, form_secret=form_secret, category=category)
    except NotFoundError as error:
        return _render_unknown(request, error)
    except (InvalidError, ConflictError, RuleError) as problem:
        return await _render_invitation(request, problem=problem)
    raise web.HTTPSeeOther(f"/{language_of(request)}/apply/drafts/{form_secret}")


async def _render_invitation(request: web.Request, *, problem: RostrumError | None = None) -> web.Response:
    services, secret = outlet_services_of(request), request.match_info["secret"]
    try:
        invitation = await read_invitation(services, secret=secret)
    except NotFoundError as error:
        return _render_unknown(request, error)
    page = render(
        request,
        "outlets/invitation.html",
        status=problem.status if problem else 200,
        invitation=invitation,
        is_listed=invitation.member.state is MemberState.INVITED,
        period=outlet_pages_of(request).event.applications,
        problem=error_text(request, problem) if problem else "",
    )
    return with_private_headers(page, has_form=True)


def _render_unknown(request: web.Request, error: NotFoundError) -> web.Response:
    page = render(request, "outlets/link_unknown.html", status=404, text=error_text(request, error))
    return with_private_headers(page)


def _category_of(event: Event, function: str) -> str:
    """Return the badge category of a function, the first one without it."""
    found = next((one.category for one in event.functions if one.code == function), None)
    return found or event.categories[0].code


def routes() -> list[web.RouteDef]:
    """Return the routes of the page."""
    return [web.get(PATH, show_invitation), web.post(PATH, answer_invitation)]
