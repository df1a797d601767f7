"""Page of the full passport data of an application; each view is in the audit log."""

from aiohttp import web

from accreditation.applications.domain.passports.findings import REMARKS
from accreditation.applications.web.context import application_pages_of
from accreditation.vetting.actions.passports import read_full_passport
from accreditation.vetting.web.queue import view_of
from accreditation.vetting.web.queue_texts import PASSPORT_FINDINGS, QUEUE_PATH, VETTERS
from conference.web import render, require, staff_of


@require(*VETTERS)
async def show_passport(request: web.Request) -> web.Response:
    """Show the full passport data."""
    view, staff = view_of(request, staff_of(request)), staff_of(request)
    services = application_pages_of(request).services
    passport = await read_full_passport(services, request.match_info["application"], staff=staff)
    page = render(
        request,
        "vetting/passport.html",
        status=200,
        view=view,
        passport=passport,
        finding_texts=PASSPORT_FINDINGS,
        remarks=REMARKS,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def routes() -> list[web.RouteDef]:
    """Return the route of the page."""
    return [web.get(f"{QUEUE_PATH}/applications/{{application}}/passport", show_passport)]
