"""The step of a sign-in after the password: the code of the second factor, or its setup where the event demands one.

No login is open before it. The page holds the pending sign-in, the path to go on to and an unsent form, all sealed.
"""

from aiohttp import web
from msgspec import Struct

from conference.auth.pending_sign_ins import SecondStepError
from conference.auth.roles import Staff
from conference.auth.second_factor import (
    NewFactor,
    SignInOverError,
    begin_setup,
    continue_setup,
    find_pending,
    finish_setup,
    finish_sign_in,
)
from conference.auth.totp import setup_address
from conference.errors import InvalidError, RostrumError, RuleError, ThrottledError
from conference.languages import pick
from conference.texts.link_qr import LinkQr, link_qr
from conference.web.access import SIGN_IN, safe_next
from conference.web.context import language_of, site_of
from conference.web.csrf import stale_error_of
from conference.web.errors import error_text
from conference.web.forms import Password, read_form
from conference.web.middlewares import shows_stale_form
from conference.web.staff.entering import enter, go_on, keep_login, origin_of
from conference.web.templating import render

CODE, SETUP = f"{SIGN_IN}/code", f"{SIGN_IN}/setup"


class SecondStepForm(Struct, frozen=True, kw_only=True):
    """The code, the sealed sign-in and setup, the path to go on to, and the pieces of a sealed form."""

    code: Password = ""
    pending: Password = ""
    setup: Password = ""
    next: str = ""
    kept: tuple[str, ...] = ()


async def show_second_step(
    request: web.Request, step: SecondStepError, *, onward: str, kept: tuple[str, ...]
) -> web.Response:
    """Return the page of the step after the password."""
    form = SecondStepForm(pending=step.pending, next=onward, kept=kept)
    if not step.needs_setup:
        return _code_page(request, form)
    _, account = await find_pending(site_of(request).accounts, step.pending)
    return _setup_page(request, form, account.staff)


def _code_page(request: web.Request, form: SecondStepForm, error: RostrumError | None = None) -> web.Response:
    context = {"form": form, "onward": safe_next(form.next), "problem": error_text(request, error) if error else ""}
    response = render(request, "sign_in_code.html", status=error.status if error else 200, **context)
    return _with_pause(response, error)


def _setup_page(
    request: web.Request, form: SecondStepForm, staff: Staff, error: RostrumError | None = None
) -> web.Response:
    accounts = site_of(request).accounts
    factor = continue_setup(accounts, staff.id, form.setup) if form.setup else begin_setup(accounts, staff.id)
    response = render(
        request,
        "sign_in_setup.html",
        status=error.status if error else 200,
        form=form,
        factor=factor,
        qr=setup_qr(request, factor, staff),
        onward=safe_next(form.next),
        problem=error_text(request, error) if error else "",
    )
    return _with_pause(response, error)


def _with_pause(response: web.Response, error: RostrumError | None) -> web.Response:
    if isinstance(error, ThrottledError):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def setup_qr(request: web.Request, factor: NewFactor, staff: Staff) -> LinkQr:
    """Return the QR code of a secret that authenticator apps read."""
    issuer = pick(site_of(request).event.short_name, language_of(request))[0]
    return link_qr(setup_address(factor.secret, username=staff.username, issuer=issuer))


async def redirect_to_sign_in(request: web.Request) -> web.Response:
    """`GET` of a step: its page was reloaded or shown in another language, and the sign-in begins again."""
    raise web.HTTPSeeOther(SIGN_IN)


@shows_stale_form
async def take_code(request: web.Request) -> web.Response:
    """`POST /staff/sign-in/code` with the fields of `SecondStepForm`."""
    form, stale = await read_form(request, SecondStepForm), stale_error_of(request)
    if stale is not None:
        return _code_page(request, form, stale)
    try:
        login = await finish_sign_in(site_of(request).accounts, form.pending, form.code, origin=origin_of(request))
    except SignInOverError as over:
        return _begin_again(request, form, over)
    except (InvalidError, ThrottledError) as error:
        return _code_page(request, form, error)
    await enter(request, login)
    return keep_login(request, await go_on(request, onward=form.next, kept=form.kept), login)


def _begin_again(request: web.Request, form: SecondStepForm, over: SignInOverError) -> web.Response:
    values = {"username": "", "next": safe_next(form.next)}
    shown = {"values": values, "problem": error_text(request, over), "kept": form.kept}
    return render(request, "sign_in.html", status=over.status, is_unsent=False, done=False, **shown)


@shows_stale_form
async def take_setup(request: web.Request) -> web.Response:
    """`POST /staff/sign-in/setup` with the fields of `SecondStepForm`."""
    accounts, form = site_of(request).accounts, await read_form(request, SecondStepForm)
    try:
        _, account = await find_pending(accounts, form.pending)
    except SignInOverError as over:
        return _begin_again(request, form, over)
    stale = stale_error_of(request)
    if stale is not None:
        return _setup_page(request, form, account.staff, stale)
    try:
        login, codes = await finish_setup(accounts, form.pending, form.setup, form.code, origin=origin_of(request))
    except SignInOverError as over:
        return _begin_again(request, form, over)
    except RuleError:
        return _code_page(request, form)
    except (InvalidError, ThrottledError) as error:
        return _setup_page(request, form, account.staff, error)
    await enter(request, login)
    page = render(request, "recovery_codes.html", codes=codes, onward=safe_next(form.next), kept=form.kept)
    return keep_login(request, page, login)
