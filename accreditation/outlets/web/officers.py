"""Pages of accreditation officers on outlets: the list, one outlet with its acts, letters of assignment."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from accreditation.access.roles import Permission
from accreditation.applications.domain.applications import State
from accreditation.applications.domain.outlets import OutletKind
from accreditation.outlets.actions.focal_points import (
    NewFocalPoint,
    end_focal_point,
    invite_focal_point,
    replace_focal_link,
)
from accreditation.outlets.actions.officers import SeenOutletVersion
from accreditation.outlets.actions.outlets import (
    MAX_LATE_PLACES,
    OutletEdit,
    block_outlet,
    edit_outlet,
    give_late_places,
    merge_by_name,
    undo_merge,
)
from accreditation.outlets.actions.overview import (
    OutletView,
    find_letter,
    list_outlets,
    read_letter_page,
    read_outlet,
)
from accreditation.outlets.web.context import (
    CREW_CHIPS,
    CREW_STATES,
    KINDS,
    outlet_pages_of,
    outlet_services_of,
)
from conference.errors import ConflictError, InvalidError, RostrumError, RuleError
from conference.languages import LANGUAGES, language
from conference.texts.catalogues import key_family
from conference.texts.countries import countries_in_order
from conference.web import (
    Identifier,
    Line,
    ListQuery,
    Note,
    Pager,
    error_text,
    field_texts,
    fill_refused_form,
    form_on,
    language_of,
    offset_of,
    query_address,
    read_form,
    read_query,
    record_list_read,
    render,
    require,
    site_of,
    staff_of,
)

PATH = "/staff/outlets"
ROWS = 50

APPLICATION_STATES = key_family("vetting.state.", [state.value for state in State])
ACTS = (
    "edit", "block", "unblock", "late_places", "merge", "undo_merge", "invite", "replace_link", "end",
)  # fmt: skip
DONE = key_family("outlets.done.", ACTS)
PROBLEMS = key_family("error.", (
    "outlet.delegation_full", "outlet.focal_point_ended", "outlet.focal_point_unknown", "outlet.focal_points_full",
    "outlet.late_until_past", "outlet.letter_unknown", "outlet.merge_undone", "outlet.merge_unknown",
))  # fmt: skip
"""Errors of the actions, declared for the catalogues."""


class OutletForm(Struct, frozen=True, kw_only=True):
    """Fields of the buttons of an outlet's page: the act, the version that the officer saw, and what the act needs."""

    act: Annotated[str, Meta(extra={"error": "http_422"})]
    version: int = -1
    name: Line = ""
    aliases: Note = ""
    kind: OutletKind | None = None
    country: Annotated[str, Meta(max_length=2)] = ""
    quota: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    late_places: Annotated[int, Meta(ge=0, le=MAX_LATE_PLACES)] = 0
    late_until: datetime | None = None
    into: Line = ""
    merge: Identifier = ""
    focal: Identifier = ""
    focal_name: Line = ""
    focal_email: Line = ""
    focal_language: Identifier = ""


class OutletQuery(Struct, frozen=True):
    """Query of an outlet's page: the act just done."""

    did: Identifier = ""


ActHandler = Callable[[web.Request, str, OutletForm], Awaitable[object]]


@require(Permission.VET_ACCREDITATION)
async def show_outlets(request: web.Request) -> web.Response:
    """Show the outlets, those found by the words of the search."""
    query = read_query(request, ListQuery)
    overview = await list_outlets(
        outlet_services_of(request),
        query.words,
        offset=offset_of(query.page, ROWS),
        limit=ROWS,
        staff=staff_of(request),
    )
    return render(
        request,
        "outlets/outlets.html",
        overview=overview,
        query=query,
        pager=Pager(query.page, ROWS, overview.page.total),
        address_of=lambda page: query_address(PATH, ListQuery(words=query.words, page=page)),
        kinds=KINDS,
        country_of=_country_names(request),
    )


@require(Permission.VET_ACCREDITATION)
async def show_outlet(request: web.Request) -> web.Response:
    """Show one outlet."""
    return await _render_outlet(request)


@form_on(f"{PATH}/{{outlet}}", OutletForm)
@require(Permission.VET_ACCREDITATION)
async def act_on_outlet(request: web.Request) -> web.Response:
    """Perform the act of a button; redirect to the page, or show it with the error."""
    outlet_id = request.match_info["outlet"]
    try:
        form = await read_form(request, OutletForm)
        act = _HANDLERS.get(form.act)
        if act is None:
            raise InvalidError("http_422")
        shown = await act(request, outlet_id, form)
    except (InvalidError, ConflictError, RuleError) as problem:
        response = await _render_outlet(request, problem=problem)
        return await fill_refused_form(request, response, OutletForm)
    raise web.HTTPSeeOther(f"{PATH}/{shown or outlet_id}?did={form.act}")


@require(Permission.VET_ACCREDITATION)
async def show_letter(request: web.Request) -> web.Response:
    """Show the pictures of a letter of assignment. Each picture that the browser asks for is recorded as read."""
    services, match = outlet_services_of(request), request.match_info
    shown = await find_letter(services, match["outlet"], match["letter"], staff=staff_of(request))
    return render(request, "outlets/letter.html", letter=shown.letter, outlet=shown.outlet, sizes=shown.sizes)


@require(Permission.VET_ACCREDITATION)
async def show_letter_page(request: web.Request) -> web.Response:
    """Return the picture of a page; it is not cached, so that each look is recorded."""
    services, match = outlet_services_of(request), request.match_info
    picture = await read_letter_page(
        services, match["outlet"], match["letter"], int(match["number"]), staff=staff_of(request)
    )
    return web.Response(body=picture, content_type="image/jpeg", headers={"Cache-Control": "no-store"})


async def _submit_edit(request: web.Request, outlet_id: str, form: OutletForm) -> None:
    edit = OutletEdit(
        name=form.name, aliases=form.aliases.split("\n"), kind=form.kind, country=form.country, quota=form.quota
    )
    seen = SeenOutletVersion(outlet_id, form.version)
    await edit_outlet(outlet_services_of(request), seen, edit, staff=staff_of(request))


async def _submit_block(request: web.Request, outlet_id: str, form: OutletForm) -> None:
    seen, is_blocked = SeenOutletVersion(outlet_id, form.version), form.act == "block"
    await block_outlet(outlet_services_of(request), seen, is_blocked=is_blocked, staff=staff_of(request))


async def _submit_late_places(request: web.Request, outlet_id: str, form: OutletForm) -> None:
    site, seen = site_of(request), SeenOutletVersion(outlet_id, form.version)
    if form.late_places and form.late_until is None:
        raise InvalidError("field.missing", {"late_until": "field.missing"})
    until = form.late_until.replace(tzinfo=site.zone) if form.late_until else site.clock.now()
    services = outlet_services_of(request)
    await give_late_places(services, seen, number=form.late_places, until=until, staff=staff_of(request))


async def _submit_merge(request: web.Request, outlet_id: str, form: OutletForm) -> str:
    """Merge the outlet into the one with the typed name; return the id of that."""
    seen = SeenOutletVersion(outlet_id, form.version)
    return (await merge_by_name(outlet_services_of(request), seen, into=form.into, staff=staff_of(request))).id


async def _submit_undo(request: web.Request, outlet_id: str, form: OutletForm) -> None:
    await undo_merge(outlet_services_of(request), form.merge, target_id=outlet_id, staff=staff_of(request))


async def _submit_invitation(request: web.Request, outlet_id: str, form: OutletForm) -> None:
    new = NewFocalPoint(form.focal_name, form.focal_email, form.focal_language)
    await invite_focal_point(outlet_services_of(request), outlet_id, new, staff=staff_of(request))


async def _submit_new_link(request: web.Request, outlet_id: str, form: OutletForm) -> None:
    await replace_focal_link(outlet_services_of(request), outlet_id, form.focal, staff=staff_of(request))


async def _submit_end(request: web.Request, outlet_id: str, form: OutletForm) -> None:
    await end_focal_point(outlet_services_of(request), outlet_id, form.focal, staff=staff_of(request))


_HANDLERS: Mapping[str, ActHandler] = {
    "edit": _submit_edit,
    "block": _submit_block,
    "unblock": _submit_block,
    "late_places": _submit_late_places,
    "merge": _submit_merge,
    "undo_merge": _submit_undo,
    "invite": _submit_invitation,
    "replace_link": _submit_new_link,
    "end": _submit_end,
}


async def _render_outlet(request: web.Request, *, problem: RostrumError | None = None) -> web.Response:
    services, code = outlet_services_of(request), language_of(request)
    view = await read_outlet(services, request.match_info["outlet"], staff=staff_of(request))
    shown = [row.id for row in view.applicants]
    await record_list_read(request, view.outlet.id, [*shown, *(one.member.id for one in view.crew)])
    did = read_query(request, OutletQuery).did
    errors = dict(field_texts(request, problem)) if isinstance(problem, InvalidError) and problem.fields else {}
    return render(
        request,
        "outlets/outlet.html",
        status=problem.status if problem else 200,
        view=view,
        values=_form_values(view),
        errors=errors,
        problem=error_text(request, problem) if problem and not errors else "",
        done=DONE[did] if did in DONE and not problem else "",
        kinds=KINDS,
        kind_options=[
            (kind.value, str(site_of(request).catalogues.text(code, KINDS[kind.value]))) for kind in OutletKind
        ],
        country_options=[(one.iso2, one.name[code]) for one in countries_in_order(code)],
        country_of=_country_names(request),
        language_options=[(tag, language(tag).own_name) for tag in LANGUAGES],
        own_names={tag: language(tag).own_name for tag in LANGUAGES},
        states=CREW_STATES,
        chips=CREW_CHIPS,
        application_states=APPLICATION_STATES,
        closes_at=outlet_pages_of(request).event.applications.closes_at,
    )


def _form_values(view: OutletView) -> dict[str, str]:
    outlet = view.outlet
    return {
        "name": outlet.name,
        "aliases": "\n".join(outlet.aliases),
        "kind": outlet.kind.value if outlet.kind else "",
        "country": outlet.country,
        "quota": "" if outlet.quota is None else str(outlet.quota),
    }


def _country_names(request: web.Request) -> Callable[[str], str]:
    event, code = outlet_pages_of(request).event, language_of(request)

    def name_of(iso2: str) -> str:
        return event.country_name(iso2, code) if iso2 else ""

    return name_of


def routes() -> list[web.RouteDef]:
    """Return the routes of the officers' pages."""
    one = f"{PATH}/{{outlet:[A-Za-z0-9_-]{{1,48}}}}"
    letter = f"{one}/letters/{{letter:[A-Za-z0-9_-]{{1,48}}}}"
    return [
        web.get(PATH, show_outlets),
        web.get(one, show_outlet),
        web.post(one, act_on_outlet),
        web.get(letter, show_letter),
        web.get(f"{letter}/pages/{{number:[0-9]{{1,3}}}}", show_letter_page),
    ]
