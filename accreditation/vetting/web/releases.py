"""Page of withheld decisions: how many wait, until when, and their release now, which is confirmed."""

from aiohttp import web
from msgspec import Struct

from accreditation.access.roles import Permission
from accreditation.applications.web.context import application_pages_of
from accreditation.vetting.actions.releasing import count_withheld, release_all
from conference.errors import ConflictError
from conference.web import form_on, read_form, read_query, render, require, staff_of

PATH = "/staff/decisions"
CONFIRM_PATH = f"{PATH}/release"


class ReleasedQuery(Struct, frozen=True):
    """Number of the decisions that were just released."""

    released: int = 0


class ReleaseForm(Struct, frozen=True):
    """Number of the decisions that the officer saw."""

    count: int = -1


@require(Permission.VET_ACCREDITATION)
async def show_withheld(request: web.Request) -> web.Response:
    """`GET /staff/decisions`."""
    pages = application_pages_of(request)
    return render(
        request,
        "vetting/releases.html",
        withheld=await count_withheld(pages.services),
        hours=pages.services.rules.release_hours,
        released=read_query(request, ReleasedQuery).released,
        path=PATH,
        confirm_path=CONFIRM_PATH,
    )


@require(Permission.VET_ACCREDITATION)
async def show_confirmation(request: web.Request) -> web.Response:
    """`GET /staff/decisions/release`: say what will happen, and to how many."""
    return await _confirmation_page(request, 200, is_changed=False)


@form_on(CONFIRM_PATH, ReleaseForm)
@require(Permission.VET_ACCREDITATION)
async def release_now(request: web.Request) -> web.Response:
    """`POST /staff/decisions/release` with the field of `ReleaseForm`."""
    form, services = await read_form(request, ReleaseForm), application_pages_of(request).services
    try:
        released = await release_all(services, seen_count=form.count, staff=staff_of(request))
    except ConflictError as error:
        return await _confirmation_page(request, error.status, is_changed=True)
    raise web.HTTPSeeOther(f"{PATH}?released={released}")


async def _confirmation_page(request: web.Request, status: int, *, is_changed: bool) -> web.Response:
    withheld = await count_withheld(application_pages_of(request).services)
    if not withheld.count:
        raise web.HTTPSeeOther(PATH)
    return render(
        request,
        "vetting/release_confirm.html",
        status=status,
        withheld=withheld,
        is_changed=is_changed,
        path=PATH,
        confirm_path=CONFIRM_PATH,
    )


def routes() -> list[web.RouteDef]:
    """Return the routes of the page."""
    return [
        web.get(PATH, show_withheld),
        web.get(CONFIRM_PATH, show_confirmation),
        web.post(CONFIRM_PATH, release_now),
    ]
