"""Pages of a login: sign-in, sign-out, own language, own password."""

from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from conference.auth.logins import change_password, sign_in, sign_out
from conference.auth.pending_sign_ins import SecondStepError
from conference.auth.people import set_language
from conference.errors import InvalidError, RostrumError, ThrottledError
from conference.texts.typed_text import presentable
from conference.web import cookies
from conference.web.access import require, safe_next
from conference.web.context import (
    login_secret_of,
    signed_in_staff,
    site_of,
    staff_of,
    visit_of,
)
from conference.web.csrf import stale_error_of
from conference.web.errors import error_text, field_texts
from conference.web.forms import Identifier, Password, read_form, read_query
from conference.web.middlewares import shows_stale_form
from conference.web.staff.entering import enter, go_on, keep_login, origin_of
from conference.web.staff.second_steps import show_second_step
from conference.web.templating import render
from conference.web.unsent.showing import form_on

MAX_NEXT = 2000
"""Characters of the path to go on to."""


class SignInQuery(Struct, frozen=True):
    """Query of the sign-in page: the path to go on to, and whether a password was just set."""

    next: Annotated[str, Meta(max_length=MAX_NEXT)] = ""
    done: bool = False


class SignInForm(Struct, frozen=True):
    """User name, password, the path to go on to, and the pieces of a sealed form that is shown again there."""

    username: str = ""
    password: Password = ""
    next: str = ""
    kept: tuple[str, ...] = ()


class LanguageForm(Struct, frozen=True):
    """A person's own language, and the path to return to."""

    language: Identifier = ""
    next: str = ""


class PasswordForm(Struct, frozen=True):
    """The current password, and the new one twice."""

    current: Password = ""
    password: Password = ""
    repeat: Password = ""


class PasswordQuery(Struct, frozen=True):
    """Query of the password page: whether it was just changed."""

    done: bool = False


async def show_sign_in(request: web.Request) -> web.Response:
    """`GET /staff/sign-in`; redirects a person who is already signed in."""
    query = read_query(request, SignInQuery)
    onward = safe_next(query.next)
    if signed_in_staff(request):
        raise web.HTTPSeeOther(onward)
    return _sign_in_page(request, SignInForm(next=onward), done=query.done)


def _sign_in_page(
    request: web.Request, form: SignInForm, error: RostrumError | None = None, *, done: bool = False
) -> web.Response:
    response = render(
        request,
        "sign_in.html",
        status=error.status if error else 200,
        values={"username": presentable(form.username), "next": safe_next(form.next)},
        kept=form.kept,
        is_unsent=False,
        done=done,
        problem=error_text(request, error) if error else "",
    )
    if isinstance(error, ThrottledError):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


@shows_stale_form
async def take_sign_in(request: web.Request) -> web.Response:
    """`POST /staff/sign-in` with the fields of `SignInForm`."""
    site, form = site_of(request), await read_form(request, SignInForm)
    stale = stale_error_of(request)
    if signed_in_staff(request) and (stale is not None or not form.username):
        return await go_on(request, onward=form.next, kept=form.kept)
    if stale is not None:
        return _sign_in_page(request, form, stale)
    try:
        origin = origin_of(request)
        login = await sign_in(
            site.accounts,
            username=form.username,
            password=form.password,
            address=origin.address,
            agent=origin.agent,
        )
    except SecondStepError as step:
        return await show_second_step(request, step, onward=form.next, kept=form.kept)
    except (InvalidError, ThrottledError) as error:
        return _sign_in_page(request, form, error)
    await enter(request, login)
    return keep_login(request, await go_on(request, onward=form.next, kept=form.kept), login)


async def take_sign_out(request: web.Request) -> web.Response:
    """`POST /staff/sign-out`: end the login here and in the database, and clear the browser's cache of pages.

    Storage is not cleared: it belongs to the whole host, with the unsent scans of a door device and the data of other
    sites on it. Data stored by staff pages is removed by `conference/static/staff.mjs`.
    """
    site, secret = site_of(request), visit_of(request).login_secret
    if secret:
        await sign_out(site.accounts, secret)
    response = web.Response(status=303, headers={"Location": "/staff/sign-in"})
    response.headers["Clear-Site-Data"] = '"cache"'
    cookies.clear_login(site, response)
    return response


@require()
async def take_language(request: web.Request) -> web.Response:
    """`POST /staff/language` with language, next."""
    form = await read_form(request, LanguageForm)
    await set_language(site_of(request).accounts, staff_of(request), form.language)
    raise web.HTTPSeeOther(safe_next(form.next))


@require()
async def show_password(request: web.Request) -> web.Response:
    """`GET /staff/password`."""
    return render(request, "password.html", errors={}, done=read_query(request, PasswordQuery).done)


@form_on("/staff/password", PasswordForm)
@require()
async def take_password(request: web.Request) -> web.Response:
    """`POST /staff/password` with current, password, repeat."""
    form = await read_form(request, PasswordForm)
    try:
        if form.password != form.repeat:
            raise InvalidError("password.repeat_differs", {"repeat": "password.repeat_differs"})
        await change_password(
            site_of(request).accounts,
            staff_of(request),
            current=form.current,
            new=form.password,
            secret=login_secret_of(request),
        )
    except InvalidError as error:
        errors = field_texts(request, error)
        return render(request, "password.html", status=error.status, errors=errors, done=False)
    raise web.HTTPSeeOther("/staff/password?done=1")
