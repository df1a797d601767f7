"""The page "My account": language, password, own logins."""

from typing import Literal

from aiohttp import web
from msgspec import Struct

from conference.auth.own_logins import end_other_logins, end_own_login, list_own_logins
from conference.auth.people import get_account
from conference.auth.second_factor import read_state
from conference.languages import LANGUAGES, language
from conference.texts.catalogues import key_family
from conference.web.access import require
from conference.web.context import login_secret_of, site_of, staff_of
from conference.web.forms import Identifier, read_form, read_query
from conference.web.templating import render
from conference.web.unsent.showing import form_on

PATH = "/staff/account"
DONE = key_family("staff.account.done_", ("one", "others", "off"))


class AccountQuery(Struct, frozen=True):
    """Query of the page: the action just done."""

    done: Identifier = ""


class LoginsForm(Struct, frozen=True, kw_only=True):
    """End one login, or all but this one."""

    do: Literal["one", "others"]
    login: Identifier = ""


@require()
async def show_account(request: web.Request) -> web.Response:
    """`GET /staff/account`."""
    accounts, staff = site_of(request).accounts, staff_of(request)
    return render(
        request,
        "account.html",
        account=await get_account(accounts, staff.id),
        logins=await list_own_logins(accounts, staff, login_secret_of(request)),
        factor=await read_state(accounts, staff),
        done=DONE.get(read_query(request, AccountQuery).done),
        role_texts=site_of(request).role_texts,
        own_names=[(code, language(code).own_name) for code in LANGUAGES],
    )


@form_on(PATH, LoginsForm)
@require()
async def take_logins(request: web.Request) -> web.Response:
    """`POST /staff/account/logins` with the fields of `LoginsForm`."""
    accounts, staff, form = site_of(request).accounts, staff_of(request), await read_form(request, LoginsForm)
    if form.do == "one":
        await end_own_login(accounts, staff, form.login)
    else:
        await end_other_logins(accounts, staff, login_secret_of(request))
    raise web.HTTPSeeOther(f"{PATH}?done={form.do}")
