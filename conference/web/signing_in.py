"""Pages of a login: sign-in, sign-out, own language, own password."""

from collections.abc import Mapping
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from conference.auth.logins import change_password, sign_in, sign_out
from conference.auth.people import set_language
from conference.errors import InvalidError, RostrumError, ThrottledError
from conference.texts.typed_text import presentable
from conference.web import cookies
from conference.web.access import require, safe_next
from conference.web.context import (
    client_address,
    login_secret_of,
    signed_in_staff,
    site_of,
    staff_of,
    visit_of,
)
from conference.web.errors import error_text, field_texts
from conference.web.forms import Identifier, Password, read_form, read_query
from conference.web.templating import render

MAX_NEXT = 2000
"""Characters of the path to go on to."""


class SignInQuery(Struct, frozen=True):
    """Query of the sign-in page: the path to go on to."""

    next: Annotated[str, Meta(max_length=MAX_NEXT)] = ""


class SignInForm(Struct, frozen=True):
    """User name, password, and the path to go on to."""

    username: str = ""
    password: Password = ""
    next: str = ""


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
    onward = safe_next(read_query(request, SignInQuery).next)
    if signed_in_staff(request):
        raise web.HTTPSeeOther(onward)
    return _sign_in_page(request, {"next": onward})


def _sign_in_page(request: web.Request, values: Mapping[str, str], error: RostrumError | None = None) -> web.Response:
    problem = error_text(request, error) if error else ""
    response = render(request, "sign_in.html", status=error.status if error else 200, values=values, problem=problem)
    if isinstance(error, ThrottledError):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


async def take_sign_in(request: web.Request) -> web.Response:
    """`POST /staff/sign-in` with username, password, next."""
    site, form = site_of(request), await read_form(request, SignInForm)
    onward = safe_next(form.next)
    try:
        login = await sign_in(
            site.accounts,
            username=form.username,
            password=form.password,
            address=client_address(request),
        )
    except (InvalidError, ThrottledError) as error:
        return _sign_in_page(request, {"username": presentable(form.username), "next": onward}, error)
    before = visit_of(request).login_secret
    if before:
        await sign_out(site.accounts, before)
    response = web.Response(status=303, headers={"Location": onward})
    cookies.set_login(site, response, login.secret, login.expires_at)
    return response


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
