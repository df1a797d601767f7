"""The page of a person's own tokens: make one, which is shown once, and revoke one. Works without JavaScript."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from aiohttp import web
from msgspec import Struct

from conference.api.tokens import MAX_NAME, NewToken, add_token, list_tokens, revoke_token
from conference.errors import InvalidError, RuleError
from conference.texts.catalogues import key_family
from conference.web.access import require
from conference.web.context import site_of, staff_of
from conference.web.errors import error_text, field_texts
from conference.web.forms import Identifier, read_form, read_query, typed_values
from conference.web.templating import render
from conference.web.unsent.showing import form_on

PATH = "/staff/account/tokens"
DAYS = (7, 30, 90, 365)
"""Lifetimes that the form offers, in days."""

DEFAULT_DAYS = 30
DONE = key_family("token.done_", ("revoked",))
ACCESS = key_family("token.access_", ("read", "act"))


class TokensQuery(Struct, frozen=True):
    """Query of the page: the action just done."""

    done: Identifier = ""


class NewTokenForm(Struct, frozen=True, kw_only=True):
    """A token to be made. Its values are checked by `add_token`."""

    name: str = ""
    scopes: tuple[str, ...] = ()
    access: Literal["read", "act"] = "read"
    days: int = 0


@require()
async def show_tokens(request: web.Request) -> web.Response:
    """`GET /staff/account/tokens`."""
    return await _tokens_page(request)


@form_on(PATH, NewTokenForm)
@require()
async def make_token(request: web.Request) -> web.Response:
    """`POST /staff/account/tokens` with the fields of `NewTokenForm`: show the token, this once."""
    try:
        form = await read_form(request, NewTokenForm)
        new = NewToken(form.name, frozenset(form.scopes), form.days, reads_only=form.access == "read")
        issued = await add_token(site_of(request).accounts, new, owner=staff_of(request))
    except (InvalidError, RuleError) as error:
        values = await typed_values(request, NewTokenForm)
        errors = field_texts(request, error) if isinstance(error, InvalidError) else {}
        return await _tokens_page(request, values=values, errors=errors or {"name": error_text(request, error)})
    response = render(request, "token_made.html", issued=issued, path=PATH)
    response.headers["Cache-Control"] = "no-store"
    return response


@form_on(PATH)
@require()
async def revoke_own_token(request: web.Request) -> web.Response:
    """`POST /staff/account/tokens/{token}/revocation`."""
    staff, token_id = staff_of(request), request.match_info["token"]
    await revoke_token(site_of(request).accounts, token_id, owner_id=staff.id, by=staff.id)
    raise web.HTTPSeeOther(f"{PATH}?done=revoked")


async def _tokens_page(
    request: web.Request, *, values: Mapping[str, object] | None = None, errors: Mapping[str, str] | None = None
) -> web.Response:
    site, staff = site_of(request), staff_of(request)
    now = site.clock.now()
    return render(
        request,
        "tokens.html",
        status=422 if errors else 200,
        tokens=await list_tokens(site.accounts, owner_id=staff.id),
        now=now,
        done=DONE.get(read_query(request, TokensQuery).done),
        values=values or {"days": str(DEFAULT_DAYS), "access": "read"},
        errors=errors or {},
        scopes=[(role.permission, site.role_texts[role.name]) for role in site.accounts.roles if role in staff.roles],
        role_texts=site.role_texts,
        roles=tuple(site.accounts.roles),
        ends=_list_ends(now),
        access=ACCESS,
        max_name=MAX_NAME,
        path=PATH,
    )


def _list_ends(now: datetime) -> list[tuple[str, datetime]]:
    return [(str(days), now + timedelta(days=days)) for days in DAYS]


def routes() -> list[web.RouteDef]:
    """Return the routes of the page."""
    return [
        web.get(PATH, show_tokens),
        web.post(PATH, make_token),
        web.post(f"{PATH}/{{token}}/revocation", revoke_own_token),
    ]
