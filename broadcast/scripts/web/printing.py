"""Scripts as PDF, for staff and for crews."""

from aiohttp import web
from msgspec import Struct

from broadcast.scripts.actions.access import record_print
from broadcast.scripts.actions.links import open_link
from broadcast.scripts.actions.reading import read_script, version_of
from broadcast.scripts.press import print_script
from broadcast.scripts.roles import SCRIPT_STAFF
from broadcast.scripts.web.context import SCRIPT_PATH, script_services_of
from broadcast.scripts.web.crew import CREW_PATH, PRIVATE
from conference.rate_limits import Limit, Limits
from conference.web import Identifier, client_address, language_of, read_query, require, staff_of
from conference.web.files import file_response

CREW_PRINTS = Limit("printed scripts of a crew", burst=6, every_s=10.0)
"""Drawings for one address, which need no login."""

PRINT_LIMITS: web.AppKey[Limits] = web.AppKey("limits of printed scripts", Limits)


class PrintQuery(Struct, frozen=True):
    """The version (0: the draft; by default the one to run by), and the language, by default the reader's."""

    version: int | None = None
    language: Identifier = ""


@require(*SCRIPT_STAFF)
async def show_pdf(request: web.Request) -> web.Response:
    """`GET /staff/scripts/{session}/script.pdf`."""
    services, query = script_services_of(request), read_query(request, PrintQuery)
    whole = await read_script(services, request.match_info["session"], staff=staff_of(request))
    usual = whole.valid.number if whole.valid else 0
    number = usual if query.version is None else query.version
    if number:
        version_of(whole, number)
    code = query.language if query.language in services.languages else language_of(request)
    await record_print(services, whole.session.id, number, staff=staff_of(request))
    pdf = await print_script(services, whole, number, code)
    return file_response(pdf, "application/pdf", f"script-{whole.session.id}.pdf", inline=True)


async def show_crew_pdf(request: web.Request) -> web.Response:
    """`GET /{language}/cues/{secret}/script.pdf`: the columns of the link. Raises ThrottledError."""
    services = script_services_of(request)
    request.config_dict[PRINT_LIMITS].charge(CREW_PRINTS, client_address(request), services.clock.now())
    crew = await open_link(services, request.match_info["secret"], counts=False)
    whole = crew.running.whole
    number = whole.valid.number if whole.valid else 0
    pdf = await print_script(services, whole, number, language_of(request), scopes=crew.link.scopes)
    response = file_response(pdf, "application/pdf", "script.pdf", inline=True)
    response.headers.update(PRIVATE)
    return response


def routes() -> list[web.RouteDef]:
    """Return the routes of printed scripts."""
    return [web.get(f"{SCRIPT_PATH}/script.pdf", show_pdf), web.get(f"{CREW_PATH}/script.pdf", show_crew_pdf)]
