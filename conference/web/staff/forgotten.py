"""Page for a forgotten password: it sends the link of a new one. Its answer is the same for every name."""

from aiohttp import web
from msgspec import Struct

from conference.auth.letters import FORGOTTEN
from conference.auth.password_links import request_reset
from conference.rate_limits import Limit, Limits
from conference.web.context import client_address, site_of
from conference.web.csrf import stale_error_of
from conference.web.errors import error_text
from conference.web.forms import read_form, read_query
from conference.web.middlewares import before_body, shows_stale_form
from conference.web.templating import render

LIMITS: web.AppKey[Limits] = web.AppKey("limits of forgotten passwords", Limits)
PER_CLIENT = Limit("forgotten password", burst=20, every_s=30)
"""Requests of one client. Wide, because a venue may share one address; letters to one account have a limit too."""


class ForgottenForm(Struct, frozen=True):
    """User name or e-mail address."""

    name: str = ""


class ForgottenQuery(Struct, frozen=True):
    """Query of the page: whether a link was just asked for."""

    done: bool = False


async def show_forgotten(request: web.Request) -> web.Response:
    """`GET /staff/sign-in/forgotten`."""
    return _forgotten_page(request, done=read_query(request, ForgottenQuery).done)


def _forgotten_page(request: web.Request, *, done: bool = False, problem: str = "", status: int = 200) -> web.Response:
    has_mail = site_of(request).accounts.mail.writer is not None
    return render(request, "forgotten.html", status=status, has_mail=has_mail, done=done, problem=problem)


def _charge_client(request: web.Request) -> None:
    site = site_of(request)
    request.config_dict[LIMITS].charge(PER_CLIENT, client_address(request), site.clock.now())


@shows_stale_form
@before_body(_charge_client)
async def take_forgotten(request: web.Request) -> web.Response:
    """`POST /staff/sign-in/forgotten` with the fields of `ForgottenForm`."""
    form, stale = await read_form(request, ForgottenForm), stale_error_of(request)
    if stale is not None:
        return _forgotten_page(request, problem=error_text(request, stale), status=stale.status)
    request_reset(site_of(request).accounts, form.name)
    raise web.HTTPSeeOther(f"{FORGOTTEN}?done=1")
