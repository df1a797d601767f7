"""Administrator's pages of staff: list and invite people, set roles, addresses and passwords, suspend accounts."""

from collections.abc import Mapping
from typing import Literal

from aiohttp import web
from msgspec import Struct

from conference.api.tokens import list_tokens, revoke_token
from conference.auth.people import (
    Invited,
    NewStaff,
    end_logins,
    get_account,
    invitation_end,
    invite_again,
    invite_staff,
    list_staff,
    reset_password,
    set_disabled,
    set_email,
    set_roles,
)
from conference.auth.roles import ADMINISTER
from conference.auth.second_factor import read_state, reset_second_factor
from conference.auth.storage import AccountState
from conference.errors import ConflictError, InvalidError
from conference.languages import LANGUAGES, language
from conference.texts.catalogues import key_family
from conference.web.access import require
from conference.web.context import site_of, staff_of
from conference.web.errors import error_text, field_texts
from conference.web.forms import Identifier, Password, read_form, read_query, typed_values
from conference.web.staff.tokens import ACCESS
from conference.web.templating import render
from conference.web.unsent.showing import form_on

PATH = "/staff/people"
DONE = key_family("staff.people.done_", ("invited", "roles", "email", "password", "logins", "second_factor",
                                        "disabled", "enabled", "token"))  # fmt: skip
STATES = key_family("staff.people.state_", (state.value for state in AccountState))


class PeopleQuery(Struct, frozen=True):
    """Query of the pages: the action just done."""

    done: Identifier = ""


class NewPersonForm(Struct, frozen=True, kw_only=True):
    """A person to be invited. Their values are checked by `invite_staff`."""

    name: str = ""
    email: str = ""
    username: str = ""
    roles: tuple[str, ...] = ()
    language: str = ""


class PersonChangeForm(Struct, frozen=True, kw_only=True):
    """A change of an account, with the values that it needs."""

    do: Literal["roles", "email", "password", "invited", "logins", "second_factor", "disabled", "enabled", "token"]
    roles: tuple[str, ...] = ()
    email: str = ""
    password: Password = ""
    token: Identifier = ""


def _done_text_key(request: web.Request) -> str | None:
    """Return the text key that confirms the action just done, if there was one."""
    return DONE.get(read_query(request, PeopleQuery).done)


def _all_roles(request: web.Request) -> list[str]:
    return [role.name for role in site_of(request).accounts.roles]


async def _list_page(
    request: web.Request,
    *,
    values: Mapping[str, object] | None = None,
    errors: Mapping[str, str] | None = None,
) -> web.Response:
    accounts = await list_staff(site_of(request).accounts)
    return render(
        request,
        "people.html",
        status=422 if errors else 200,
        accounts=accounts,
        done=_done_text_key(request),
        values=values or {},
        errors=errors or {},
        role_texts=site_of(request).role_texts,
        states=STATES,
        all_roles=_all_roles(request),
        own_names={code: language(code).own_name for code in LANGUAGES},
    )


@require(ADMINISTER)
async def show_people(request: web.Request) -> web.Response:
    """`GET /staff/people`."""
    return await _list_page(request)


@form_on(PATH, NewPersonForm)
@require(ADMINISTER)
async def add_person(request: web.Request) -> web.Response:
    """`POST /staff/people` with the fields of `NewPersonForm`."""
    form = await read_form(request, NewPersonForm)
    accounts = site_of(request).accounts
    new = NewStaff(form.username, form.name, accounts.roles.named(form.roles), form.language, email=form.email)
    try:
        invited = await invite_staff(accounts, new, by=staff_of(request).id)
    except (InvalidError, ConflictError) as error:
        values = await typed_values(request, NewPersonForm)
        return await _list_page(request, values=values, errors=_errors_by_field(request, error))
    return _show_invitation(request, invited)


def _errors_by_field(request: web.Request, error: InvalidError | ConflictError) -> Mapping[str, str]:
    if isinstance(error, InvalidError):
        return field_texts(request, error) or {"email": error_text(request, error)}
    return {"email" if error.code == "staff.email_taken" else "username": error_text(request, error)}


def _show_invitation(request: web.Request, invited: Invited) -> web.Response:
    """Show the person's page if a letter brings the invitation, else its link, which is shown only once."""
    if invited.link.is_sent:
        raise web.HTTPSeeOther(f"{PATH}/{invited.staff.id}?done=invited")
    return render(request, "invitation_link.html", person=invited.staff, link=invited.link)


async def _person_page(
    request: web.Request, *, values: Mapping[str, object] | None = None, errors: Mapping[str, str] | None = None
) -> web.Response:
    accounts = site_of(request).accounts
    account = await get_account(accounts, request.match_info["staff"])
    return render(
        request,
        "person.html",
        status=422 if errors else 200,
        account=account,
        values=values or {"email": account.email or ""},
        has_second_factor=(await read_state(accounts, account.staff)).is_on,
        invitation_end=await invitation_end(accounts, account.staff.id),
        states=STATES,
        done=_done_text_key(request),
        errors=errors or {},
        role_texts=site_of(request).role_texts,
        all_roles=_all_roles(request),
        is_self=account.staff.id == staff_of(request).id,
        tokens=await list_tokens(accounts, owner_id=account.staff.id),
        roles=tuple(accounts.roles),
        access=ACCESS,
    )


@require(ADMINISTER)
async def show_person(request: web.Request) -> web.Response:
    """`GET /staff/people/{staff}`."""
    return await _person_page(request)


@form_on(f"{PATH}/{{staff}}", PersonChangeForm)
@require(ADMINISTER)
async def change_person(request: web.Request) -> web.Response:
    """`POST /staff/people/{staff}` with the fields of `PersonChangeForm`."""
    staff_id, form = request.match_info["staff"], await read_form(request, PersonChangeForm)
    if form.do == "invited":
        invited = await invite_again(site_of(request).accounts, staff_id, by=staff_of(request))
        return _show_invitation(request, invited)
    try:
        await _apply_change(request, staff_id, form)
    except InvalidError as error:
        values = {"email": form.email} if form.do == "email" else None
        return await _person_page(request, values=values, errors=field_texts(request, error))
    raise web.HTTPSeeOther(f"{PATH}/{staff_id}?done={form.do}")


async def _apply_change(request: web.Request, staff_id: str, form: PersonChangeForm) -> None:
    accounts, by = site_of(request).accounts, staff_of(request)
    match form.do:
        case "roles":
            await set_roles(accounts, staff_id, accounts.roles.named(form.roles), by=by)
        case "email":
            await set_email(accounts, staff_id, form.email, by=by)
        case "password":
            await reset_password(accounts, staff_id, form.password, by=by)
        case "second_factor":
            await reset_second_factor(accounts, staff_id, by=by.id)
        case "token":
            await revoke_token(accounts, form.token, owner_id=staff_id, by=by.id)
        case "logins":
            await end_logins(accounts, staff_id, by=by)
        case _:
            await set_disabled(accounts, staff_id, form.do == "disabled", by=by)
