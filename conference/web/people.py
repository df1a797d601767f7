"""Administrator's pages of staff: list and add people, set roles and passwords, disable and enable accounts."""

from collections.abc import Mapping
from typing import Literal

from aiohttp import web
from msgspec import Struct

from conference.auth.people import (
    NewStaff,
    create_staff,
    get_account,
    list_staff,
    reset_password,
    set_disabled,
    set_roles,
)
from conference.auth.roles import ADMINISTER
from conference.errors import ConflictError, InvalidError
from conference.languages import LANGUAGES, language
from conference.texts.catalogues import key_family
from conference.web.access import require
from conference.web.context import site_of, staff_of
from conference.web.errors import error_text, field_texts
from conference.web.forms import Identifier, Password, read_form, read_query, typed_values
from conference.web.templating import render
from conference.web.unsent.showing import form_on

PATH = "/staff/people"
DONE = key_family("staff.people.done_", ("added", "roles", "disabled", "enabled", "password"))


class PeopleQuery(Struct, frozen=True):
    """Query of the pages: the action just done."""

    done: Identifier = ""


class NewPersonForm(Struct, frozen=True, kw_only=True):
    """A person to be added. Their values are checked by `create_staff`."""

    username: str = ""
    name: str = ""
    roles: tuple[str, ...] = ()
    language: str = ""
    password: Password = ""


class PersonChangeForm(Struct, frozen=True, kw_only=True):
    """A change of an account, with the values that it needs."""

    do: Literal["roles", "password", "disabled", "enabled"]
    roles: tuple[str, ...] = ()
    password: Password = ""


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
        people=accounts,
        done=_done_text_key(request),
        values=values or {},
        errors=errors or {},
        role_texts=site_of(request).role_texts,
        all_roles=_all_roles(request),
        own_names=[(code, language(code).own_name) for code in LANGUAGES],
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
    roles = site_of(request).accounts.roles.named(form.roles)
    new = NewStaff(form.username, form.name, roles, form.language, form.password)
    try:
        await create_staff(site_of(request).accounts, new, by=staff_of(request).id)
    except (InvalidError, ConflictError) as error:
        errors = field_texts(request, error) if isinstance(error, InvalidError) else {}
        values = await typed_values(request, NewPersonForm)
        return await _list_page(request, values=values, errors=errors or {"username": error_text(request, error)})
    raise web.HTTPSeeOther(f"{PATH}?done=added")


async def _person_page(request: web.Request, errors: Mapping[str, str] | None = None) -> web.Response:
    account = await get_account(site_of(request).accounts, request.match_info["staff"])
    return render(
        request,
        "person.html",
        status=422 if errors else 200,
        account=account,
        done=_done_text_key(request),
        errors=errors or {},
        role_texts=site_of(request).role_texts,
        all_roles=_all_roles(request),
        is_self=account.staff.id == staff_of(request).id,
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
    try:
        await _apply_change(request, staff_id, form)
    except InvalidError as error:
        return await _person_page(request, field_texts(request, error))
    raise web.HTTPSeeOther(f"{PATH}/{staff_id}?done={form.do}")


async def _apply_change(request: web.Request, staff_id: str, form: PersonChangeForm) -> None:
    accounts, by = site_of(request).accounts, staff_of(request)
    match form.do:
        case "roles":
            await set_roles(accounts, staff_id, accounts.roles.named(form.roles), by=by)
        case "password":
            await reset_password(accounts, staff_id, form.password, by=by)
        case "disabled" | "enabled":
            await set_disabled(accounts, staff_id, form.do == "disabled", by=by)
