"""Administrator's pages of staff: list and add people, set roles and passwords, disable and enable accounts."""

from collections.abc import Mapping

from aiohttp import web

from conference.auth.people import (
    NewStaff,
    create_staff,
    get_account,
    list_staff,
    reset_password,
    set_disabled,
    set_roles,
)
from conference.auth.roles import ADMINISTER, Role
from conference.errors import ConflictError, InvalidError
from conference.languages import LANGUAGES, language
from conference.texts.catalogues import key_family
from conference.web.access import require
from conference.web.context import site_of, staff_of
from conference.web.errors import error_text, field_texts
from conference.web.forms import posted_form
from conference.web.templating import render

PATH = "/staff/people"
DONE = key_family("staff.people.done_", ("added", "roles", "disabled", "enabled", "password"))


def _done_text_key(request: web.Request) -> str | None:
    """Return the text key that confirms the action just done, if there was one."""
    return DONE.get(request.query.get("done", ""))


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


def _roles_from_names(request: web.Request, values: list[object]) -> frozenset[Role]:
    return site_of(request).accounts.roles.named([value for value in values if isinstance(value, str)])


@require(ADMINISTER)
async def add_person(request: web.Request) -> web.Response:
    """`POST /staff/people` with username, name, roles (several), language, password."""
    form = await posted_form(request)
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    new = NewStaff(
        username=texts.get("username", ""),
        name=texts.get("name", ""),
        roles=_roles_from_names(request, list(form.getall("roles", []))),
        language=texts.get("language", ""),
        password=texts.get("password", ""),
    )
    try:
        await create_staff(site_of(request).accounts, new, by=staff_of(request).id)
    except (InvalidError, ConflictError) as error:
        errors = field_texts(request, error) if isinstance(error, InvalidError) else {}
        values = {**texts, "password": "", "roles": [role.name for role in new.roles]}
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


@require(ADMINISTER)
async def change_person(request: web.Request) -> web.Response:
    """`POST /staff/people/{staff}` with do = roles | disable | enable | password, and what that needs."""
    site, by, staff_id = site_of(request), staff_of(request), request.match_info["staff"]
    form = await posted_form(request)
    done = str(form.get("do", ""))
    try:
        if done == "roles":
            await set_roles(site.accounts, staff_id, _roles_from_names(request, list(form.getall("roles", []))), by=by)
        elif done == "password":
            await reset_password(site.accounts, staff_id, str(form.get("password", "")), by=by)
        elif done in ("disabled", "enabled"):
            await set_disabled(site.accounts, staff_id, done == "disabled", by=by)
        else:
            raise web.HTTPBadRequest
    except InvalidError as error:
        return await _person_page(request, field_texts(request, error))
    raise web.HTTPSeeOther(f"{PATH}/{staff_id}?done={done}")
