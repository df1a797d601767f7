"""The way back to an application: its link sent again to its address, and its link replaced."""

from aiohttp import web

from accreditation.applications.actions.applying import find_application
from accreditation.applications.actions.links import replace_own_link, write_links_letter
from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.progress import reference_of
from accreditation.applications.web.apply import status_address
from accreditation.applications.web.context import (
    LANGUAGE_PATH,
    application_pages_of,
    charge_letter,
    charge_submission,
    is_address_charged,
    require_space,
    with_private_headers,
)
from accreditation.applications.web.forms import AddressForm, SentQuery
from accreditation.applications.web.intake import next_steps
from conference.errors import InvalidError
from conference.texts.email_addresses import read_email
from conference.transactions import Transaction
from conference.web import before_body, field_texts, language_of, read_form, read_query, render

_ASK_PATH = LANGUAGE_PATH + "/apply/link"
_REPLACE_PATH = LANGUAGE_PATH + "/applications/{secret:[A-Za-z0-9_-]{22,64}}/link"


async def show_link_form(request: web.Request) -> web.Response:
    """Show the form that asks for the link, or that the letter is on its way."""
    return _render_link_form(request)


@before_body(charge_letter)
async def ask_for_link(request: web.Request) -> web.Response:
    """Send the links of an address to it. The answer and its time are the same for an address without applications:
    the letter is written after the answer.
    """
    typed = (await read_form(request, AddressForm)).email
    address = read_email(typed)
    if address is None:
        error = InvalidError("email.invalid", {"email": "email.invalid"})
        return _render_link_form(request, address=typed, errors=field_texts(request, error), status=422)
    require_space(request)
    pages = application_pages_of(request)
    if not is_address_charged(request, address):

        async def write_letter(transaction: Transaction) -> None:
            await write_links_letter(pages.services, transaction, address)

        pages.write_later("links of an address", write_letter)
    raise web.HTTPSeeOther(f"/{language_of(request)}/apply/link?sent=1")


def _render_link_form(
    request: web.Request, *, address: str = "", errors: dict[str, str] | None = None, status: int = 200
) -> web.Response:
    page = render(
        request,
        "applications/link_form.html",
        status=status,
        values={"email": address},
        errors=errors or {},
        is_sent=read_query(request, SentQuery).sent,
        **next_steps(request),
    )
    page.headers["Cache-Control"] = "no-store"
    return page


async def show_replacement(request: web.Request) -> web.Response:
    """Ask for confirmation that the link is replaced."""
    application = await _get_application(request)
    page = render(
        request,
        "applications/link_replace.html",
        secret=request.match_info["secret"],
        application=application,
        reference=reference_of(application.id),
    )
    return with_private_headers(page, has_form=True)


@before_body(charge_submission)
async def submit_replacement(request: web.Request) -> web.Response:
    """Replace the link, and redirect to the status page under the new one."""
    services = application_pages_of(request).services
    application = await replace_own_link(services, secret=request.match_info["secret"])
    raise web.HTTPSeeOther(status_address(request, application))


async def _get_application(request: web.Request) -> Application:
    return await find_application(application_pages_of(request).services, secret=request.match_info["secret"])


def routes() -> list[web.RouteDef]:
    """Return the routes of links."""
    return [
        web.get(_ASK_PATH, show_link_form),
        web.post(_ASK_PATH, ask_for_link),
        web.get(_REPLACE_PATH, show_replacement),
        web.post(_REPLACE_PATH, submit_replacement),
    ]
