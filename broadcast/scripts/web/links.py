"""Links for crews, made and revoked by staff."""

from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.scripts.actions.links import NewLink, add_link, list_links, revoke_link
from broadcast.scripts.actions.reading import read_script
from broadcast.scripts.domain.links import MAX_DAYS, MAX_LABEL
from broadcast.scripts.roles import SCRIPT_STAFF
from broadcast.scripts.web.context import PATH, SCOPE_NAMES, SCRIPT_PATH, script_services_of, shared_values
from conference.errors import InvalidError, NotFoundError, RostrumError, RuleError
from conference.languages import LANGUAGES, language
from conference.web import (
    Identifier,
    error_text,
    field_texts,
    form_on,
    language_of,
    read_form,
    render,
    require,
    site_of,
    staff_of,
    typed_values,
)

LINKS_PATH = f"{SCRIPT_PATH}/links"
REFUSED = (RuleError, InvalidError, NotFoundError)
USUAL_DAYS = 3


class LinkForm(Struct, frozen=True, kw_only=True):
    """A new link. Columns, language and days are checked by `add_link`."""

    label: Annotated[str, Meta(max_length=MAX_LABEL, extra={"text": "line"})] = ""
    scopes: tuple[Identifier, ...] = ()
    language: Identifier = ""
    days: int = USUAL_DAYS


@require(*SCRIPT_STAFF)
async def show_links(request: web.Request) -> web.Response:
    """`GET /staff/scripts/{session}/links`: the links of a script, and the form of a new one."""
    return await _render_links(request)


@form_on(LINKS_PATH, LinkForm)
@require(*SCRIPT_STAFF)
async def submit_link(request: web.Request) -> web.Response:
    """`POST /staff/scripts/{session}/links` with the fields of `LinkForm`: the address is shown this once."""
    services, session_id = script_services_of(request), request.match_info["session"]
    try:
        form = await read_form(request, LinkForm)
        new = NewLink(form.label, form.scopes, form.language, form.days)
        link, secret = await add_link(services, session_id, new, staff=staff_of(request))
    except REFUSED as error:
        return await _render_links(request, error)
    address = f"{site_of(request).public_url}/{link.language}/cues/{secret}"
    response = render(
        request,
        "scripts/link_made.html",
        link=link,
        address=address,
        page=f"{PATH}/{session_id}/links",
        **shared_values(services),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@form_on(LINKS_PATH)
@require(*SCRIPT_STAFF)
async def submit_revocation(request: web.Request) -> web.Response:
    """`POST /staff/scripts/{session}/links/{link}/revocation`."""
    services, session_id = script_services_of(request), request.match_info["session"]
    try:
        await revoke_link(services, session_id, request.match_info["link"], staff=staff_of(request))
    except REFUSED as error:
        return await _render_links(request, error)
    raise web.HTTPSeeOther(f"{PATH}/{session_id}/links")


async def _render_links(request: web.Request, problem: RostrumError | None = None) -> web.Response:
    services, staff = script_services_of(request), staff_of(request)
    whole = await read_script(services, request.match_info["session"], staff=staff)
    values = await typed_values(request, LinkForm) if problem and request.method == "POST" else {}
    return render(
        request,
        "scripts/links.html",
        status=problem.status if problem else 200,
        whole=whole,
        links=await list_links(services, whole.session.id, staff=staff),
        now=services.clock.now(),
        values={"days": str(USUAL_DAYS), "language": language_of(request), **values},
        scope_options=[
            (scope, site_of(request).catalogues.text(language_of(request), key)) for scope, key in SCOPE_NAMES.items()
        ],
        languages_offered=[(code, language(code).own_name) for code in LANGUAGES],
        errors=field_texts(request, problem) if isinstance(problem, InvalidError) else {},
        problem=error_text(request, problem) if problem and not isinstance(problem, InvalidError) else "",
        page=f"{PATH}/{whole.session.id}",
        most_days=MAX_DAYS,
        most_label=MAX_LABEL,
        **shared_values(services),
    )


def routes() -> list[web.RouteDef]:
    """Return the routes of links."""
    return [
        web.get(LINKS_PATH, show_links),
        web.post(LINKS_PATH, submit_link),
        web.post(f"{LINKS_PATH}/{{link}}/revocation", submit_revocation),
    ]
