"""The end of a sign-in: the cookie of the new login, and the page that the person wanted."""

from aiohttp import web

from conference.auth.logins import Origin, SignedIn, sign_out
from conference.errors import RostrumError
from conference.web import cookies
from conference.web.access import safe_next
from conference.web.context import client_address, site_of, visit_of
from conference.web.unsent.showing import show_kept_form


def origin_of(request: web.Request) -> Origin:
    """Return where a sign-in comes from."""
    return Origin(client_address(request), request.headers.get("User-Agent", ""))


async def enter(request: web.Request, login: SignedIn) -> None:
    """Make the new login that of the request, in place of an earlier one of this browser."""
    visit = visit_of(request)
    if visit.login_secret:
        await sign_out(site_of(request).accounts, visit.login_secret)
    visit.staff, visit.login_secret = login.staff, login.secret


def keep_login(request: web.Request, response: web.Response, login: SignedIn) -> web.Response:
    """Return the response with the cookie of the login."""
    cookies.set_login(site_of(request), response, login.secret, login.expires_at)
    return response


async def go_on(request: web.Request, *, onward: str, kept: tuple[str, ...]) -> web.Response:
    """Return the page with the form that waited for this sign-in, else a redirection to the path to go on to."""
    try:
        shown = await show_kept_form(request, kept)
    except RostrumError:
        shown = None
    return shown or web.Response(status=303, headers={"Location": safe_next(onward)})
