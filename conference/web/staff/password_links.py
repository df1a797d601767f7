"""Page behind an invitation or a reset: it sets a password. To open it changes nothing."""

from aiohttp import web
from msgspec import Struct

from conference.auth.logins import sign_out
from conference.auth.password_links import PATH as LINKS
from conference.auth.password_links import LinkOverError, open_link, use_link
from conference.errors import InvalidError, RostrumError, ThrottledError
from conference.texts.catalogues import key_family
from conference.web import cookies
from conference.web.context import site_of, visit_of
from conference.web.csrf import stale_error_of
from conference.web.errors import error_text, field_texts
from conference.web.forms import Password, read_form
from conference.web.middlewares import shows_stale_form
from conference.web.templating import render

PATH = f"{LINKS}/{{secret}}"
TITLES = key_family("staff.link.title_", ("invitation", "reset"))


class NewPasswordForm(Struct, frozen=True):
    """The new password twice."""

    password: Password = ""
    repeat: Password = ""


async def show_link(request: web.Request) -> web.Response:
    """`GET /staff/links/{secret}`."""
    return await _link_page(request)


async def _link_page(request: web.Request, error: RostrumError | None = None) -> web.Response:
    """Return the page of the link, with an error of its fields or of the request."""
    try:
        opened = await open_link(site_of(request).accounts, request.match_info["secret"])
    except LinkOverError as over:
        return render(request, "password_link_over.html", status=over.status)
    errors = field_texts(request, error) if isinstance(error, InvalidError) else {}
    return render(
        request,
        "password_link.html",
        status=error.status if error else 200,
        person=opened.account.staff,
        kind=opened.kind.value,
        title=TITLES[opened.kind.value],
        errors=errors,
        problem=error_text(request, error) if error and not errors else "",
    )


@shows_stale_form
async def take_link(request: web.Request) -> web.Response:
    """`POST /staff/links/{secret}` with the fields of `NewPasswordForm`. It ends the login of this browser too."""
    site, form = site_of(request), await read_form(request, NewPasswordForm)
    stale = stale_error_of(request)
    if stale is not None:
        return await _link_page(request, stale)
    try:
        if form.password != form.repeat:
            raise InvalidError("password.repeat_differs", {"repeat": "password.repeat_differs"})
        await use_link(site.accounts, request.match_info["secret"], form.password)
    except (InvalidError, LinkOverError, ThrottledError) as error:
        return await _link_page(request, error)
    secret = visit_of(request).login_secret
    if secret:
        await sign_out(site.accounts, secret)
    response = web.Response(status=303, headers={"Location": "/staff/sign-in?done=1"})
    cookies.clear_login(site, response)
    return response
