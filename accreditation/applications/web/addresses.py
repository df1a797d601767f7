"""Change of an applicant's address: requested on the status page, confirmed by the links in two letters."""

from datetime import datetime

from aiohttp import web
from msgspec import Struct

from accreditation.applications.actions.addresses import (
    AskedChange,
    confirm_address,
    find_asked_change,
    find_own_change,
    request_address_change,
    stop_address_change,
)
from accreditation.applications.actions.applying import find_application
from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.progress import reference_of
from accreditation.applications.web.context import (
    LANGUAGE_PATH,
    application_pages_of,
    charge_letter,
    charge_submission,
    is_address_charged,
    require_space,
    with_private_headers,
)
from accreditation.applications.web.forms import AddressForm
from conference.errors import InvalidError, NotFoundError, ThrottledError
from conference.texts.catalogues import format_datetime
from conference.texts.email_addresses import read_email
from conference.web import before_body, field_texts, language_of, read_form, render, site_of

_OWN_PATH = LANGUAGE_PATH + "/applications/{secret:[A-Za-z0-9_-]{22,64}}/address"
_LETTER_PATH = LANGUAGE_PATH + "/applications/address/{secret:[A-Za-z0-9_-]{22,64}}"


class AnswerForm(Struct, frozen=True):
    """Answer to a letter: `stop` is set by the button that stops the change."""

    stop: str = ""


async def show_change(request: web.Request) -> web.Response:
    """Show the present address and the form for another one, or the change that waits for confirmations."""
    return await _render_change(request, await _get_application(request))


@before_body(charge_letter)
async def request_change(request: web.Request) -> web.Response:
    """Request the change; both addresses get a letter."""
    application = await _get_application(request)
    typed = (await read_form(request, AddressForm)).email
    require_space(request)
    if is_address_charged(request, read_email(typed) or ""):
        raise ThrottledError("requests.throttled", retry_after_s=900)
    zone = site_of(request).zone

    def write_until(code: str, at: datetime) -> str:
        return format_datetime(code, at, zone)

    services, secret = application_pages_of(request).services, request.match_info["secret"]
    try:
        await request_address_change(services, secret=secret, typed=typed, write_until=write_until)
    except InvalidError as error:
        errors = field_texts(request, error)
        return await _render_change(request, application, address=typed, errors=errors, status=422)
    raise web.HTTPSeeOther(f"/{language_of(request)}/applications/{secret}/address")


async def _get_application(request: web.Request) -> Application:
    return await find_application(application_pages_of(request).services, secret=request.match_info["secret"])


async def _render_change(
    request: web.Request,
    application: Application,
    *,
    address: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> web.Response:
    page = render(
        request,
        "applications/address_form.html",
        status=status,
        application=application,
        change=await find_own_change(application_pages_of(request).services, application),
        secret=request.match_info["secret"],
        values={"email": address},
        errors=errors or {},
    )
    return with_private_headers(page, has_form=True)


async def show_letter(request: web.Request) -> web.Response:
    """Show the change that a letter is about, with buttons that confirm and stop it. Reading changes nothing."""
    services, secret = application_pages_of(request).services, request.match_info["secret"]
    return _render_letter(request, await find_asked_change(services, secret=secret))


@before_body(charge_submission)
async def answer_letter(request: web.Request) -> web.Response:
    """Confirm the change for the address of the letter, or stop it."""
    services, secret = application_pages_of(request).services, request.match_info["secret"]
    form = await read_form(request, AnswerForm)
    try:
        if form.stop:
            await stop_address_change(services, secret=secret)
            return _render_letter(request, None, outcome="stopped")
        if await confirm_address(services, secret=secret):
            return _render_letter(request, None, outcome="changed")
    except NotFoundError:
        return _render_letter(request, None)
    return _render_letter(request, await find_asked_change(services, secret=secret))


def _render_letter(request: web.Request, asked: AskedChange | None, *, outcome: str = "gone") -> web.Response:
    page = render(
        request,
        "applications/address_confirm.html",
        status=404 if asked is None and outcome == "gone" else 200,
        asked=asked,
        outcome=outcome,
        reference=reference_of(asked.application.id) if asked else "",
        is_own_confirmed=asked.change.is_confirmed_by(asked.side) if asked else False,
    )
    return with_private_headers(page, has_form=True)


def routes() -> list[web.RouteDef]:
    """Return the routes of addresses."""
    return [
        web.get(_OWN_PATH, show_change),
        web.post(_OWN_PATH, request_change),
        web.get(_LETTER_PATH, show_letter),
        web.post(_LETTER_PATH, answer_letter),
    ]
