"""Call sheets of press pools: on the page of a person who has a card of the pool, and alone for printing."""

from aiohttp import web

from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.progress import reference_of
from accreditation.applications.web.applicant_pages import SECRET_PATH, get_application, link_address
from accreditation.applications.web.context import OwnSection, with_private_headers
from accreditation.badge_desk.web.badge_context import event_of, grant_services_of
from accreditation.grants.actions import list_own_grants
from accreditation.grants.call_sheets import CallSheet, held_call_sheets
from conference.web import render


async def make_call_section(request: web.Request, application: Application) -> OwnSection | None:
    """Return the section with the call sheets of an applicant, None without any."""
    sheets = await _list_own_sheets(request, application)
    return OwnSection("badge_desk/call_section.html", {"sheets": sheets}) if sheets else None


async def show_call_sheets(request: web.Request) -> web.Response:
    """Show the applicant's call sheets alone, for printing; without any, redirect to the status page."""
    application = await get_application(request)
    sheets = await _list_own_sheets(request, application)
    if not sheets:
        raise web.HTTPSeeOther(link_address(request))
    page = render(
        request,
        "badge_desk/call_page.html",
        sheets=sheets,
        application=application,
        reference=reference_of(application.id),
        own_pages=link_address(request),
    )
    return with_private_headers(page)


async def _list_own_sheets(request: web.Request, application: Application) -> list[CallSheet]:
    event, services = event_of(request), grant_services_of(request)
    if not (application.is_approved and event.pools):
        return []
    grants = await list_own_grants(services, application.id)
    return held_call_sheets(event, grants, now=services.clock.now())


def routes() -> list[web.RouteDef]:
    """Return the route of the page for printing."""
    return [web.get(f"{SECRET_PATH}/call-sheets", show_call_sheets)]
