"""Page of a person's own second factor: set it up, renew its recovery codes, turn it off."""

from collections.abc import Mapping
from typing import Literal

from aiohttp import web
from msgspec import Struct

from conference.auth.second_factor import (
    begin_setup,
    confirm_setup,
    continue_setup,
    read_state,
    renew_recovery_codes,
    turn_off,
)
from conference.errors import InvalidError, ThrottledError
from conference.web.access import require
from conference.web.context import site_of, staff_of
from conference.web.errors import error_text
from conference.web.forms import Password, read_form
from conference.web.staff.account import PATH as ACCOUNT
from conference.web.staff.entering import origin_of
from conference.web.staff.second_steps import setup_qr
from conference.web.templating import render
from conference.web.unsent.showing import form_on

PATH = f"{ACCOUNT}/second-factor"


class OwnFactorForm(Struct, frozen=True, kw_only=True):
    """What to do, a code, and the sealed setup."""

    do: Literal["on", "renew", "off"]
    code: Password = ""
    setup: Password = ""


@require()
async def show_own_factor(request: web.Request) -> web.Response:
    """`GET /staff/account/second-factor`."""
    return await _factor_page(request)


async def _factor_page(
    request: web.Request, *, sealed: str = "", errors: Mapping[str, str] | None = None, status: int = 200
) -> web.Response:
    accounts, staff = site_of(request).accounts, staff_of(request)
    state, factor, qr = await read_state(accounts, staff), None, None
    if not state.is_on:
        factor = continue_setup(accounts, staff.id, sealed) if sealed else begin_setup(accounts, staff.id)
        qr = setup_qr(request, factor, staff)
    context = {"state": state, "factor": factor, "qr": qr, "errors": errors or {}}
    return render(request, "own_second_factor.html", status=status, **context)


@form_on(PATH, OwnFactorForm)
@require()
async def take_own_factor(request: web.Request) -> web.Response:
    """`POST /staff/account/second-factor` with the fields of `OwnFactorForm`."""
    form = await read_form(request, OwnFactorForm)
    try:
        codes = await _apply_form(request, form)
    except (InvalidError, ThrottledError) as error:
        errors = {"code": error_text(request, error)}
        return await _factor_page(request, sealed=form.setup, errors=errors, status=error.status)
    if not codes:
        raise web.HTTPSeeOther(f"{ACCOUNT}?done=off")
    return render(request, "recovery_codes.html", codes=codes, onward=ACCOUNT, kept=())


async def _apply_form(request: web.Request, form: OwnFactorForm) -> list[str]:
    """Do what the form says; return the new recovery codes, if any."""
    accounts, staff, origin = site_of(request).accounts, staff_of(request), origin_of(request)
    match form.do:
        case "on":
            return await confirm_setup(accounts, staff, form.setup, form.code, origin=origin)
        case "renew":
            return await renew_recovery_codes(accounts, staff, form.code, origin=origin)
        case "off":
            await turn_off(accounts, staff, form.code, origin=origin)
            return []
