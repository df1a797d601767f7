"""One-day badges for a power failure: sets are made and printed before, bearers are entered afterwards."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from aiohttp import web
from msgspec import Meta, Struct

from accreditation.access.roles import Permission
from accreditation.badge_desk.web.badge_context import event_of
from accreditation.badge_desk.web.badges import PATH as DESK_PATH
from accreditation.badges.domain.tokens import MAX_TEXT
from accreditation.day_badges.actions import (
    DayBadgeServices,
    SetRow,
    SetView,
    destroy_badges,
    draw_set,
    enter_bearer,
    list_sets,
    make_set,
    read_set,
    revoke_badges,
)
from accreditation.day_badges.domain import MAX_DOCUMENT, MAX_SET, Bearer, DayBadge, DayBadgeState, entitlement_on
from conference.auth.roles import may
from conference.errors import ConflictError, InvalidError, RostrumError, RuleError
from conference.languages import pick
from conference.texts.catalogues import key_family
from conference.texts.dates import format_date, local_date
from conference.web import (
    Identifier,
    error_text,
    field_texts,
    form_on,
    language_of,
    read_form,
    read_query,
    render,
    require,
    staff_of,
    typed_values,
)
from conference.web.forms import Line

PATH = f"{DESK_PATH}/day"
ENTER_PATH = f"{PATH}/enter"
DAY_BADGE_SERVICES: web.AppKey[DayBadgeServices] = web.AppKey("day_badges", DayBadgeServices)
STATES = key_family("day_badges.state.", ("valid", "entered", "revoked", "destroyed"))
DONE = key_family("day_badges.done.", ("made", "entered", "revoked", "destroyed"))
PROBLEMS = key_family("error.day_badges.", (
    "code", "count", "day_full", "day_unfit", "document", "ended", "miscounted", "name", "none", "not_in_set",
    "reference", "unknown",
))  # fmt: skip
"""Problems of the actions, declared for the catalogues."""

SetId = Annotated[str, Meta(pattern=r"\A[0-9a-f]{16}\Z")]
TypedNumber = Annotated[str, Meta(max_length=24)]
Count = Annotated[int, Meta(ge=0, le=9999)]


class MakeForm(Struct, frozen=True, kw_only=True):
    """A new set, with the id that the page has given it."""

    set: SetId
    category: Identifier
    day: date
    count: Count


class RangeForm(Struct, frozen=True, kw_only=True):
    """Badges to be revoked: from one number to another, or (both empty) all of them."""

    revoke_first: TypedNumber = ""
    revoke_last: TypedNumber = ""
    all: bool = False


class DestroyForm(Struct, frozen=True, kw_only=True):
    """Badges that were counted and destroyed."""

    first: TypedNumber
    last: TypedNumber
    counted: Count


class BearerForm(Struct, frozen=True, kw_only=True):
    """Who has a badge. `badge` is a scanned token, a short code or a number."""

    badge: Annotated[str, Meta(max_length=4 * MAX_TEXT)] = ""
    applied: TypedNumber = ""
    name: Line = ""
    outlet: Line = ""
    document: TypedNumber = ""


class DayQuery(Struct, frozen=True, kw_only=True):
    """Query of the pages: the act just done, and the number that is to be entered."""

    did: Identifier = ""
    badge: Identifier = ""


class FormState(Struct, frozen=True):
    """A form as it was sent, with its errors by field and its problem."""

    values: Mapping[str, Any]
    errors: Mapping[str, str]
    problem: str = ""
    status: int = 200


EMPTY = FormState({}, {})


def day_services_of(request: web.Request) -> DayBadgeServices:
    """Return the dependencies of the actions."""
    return request.config_dict[DAY_BADGE_SERVICES]


@require(Permission.VET_ACCREDITATION, Permission.PRINT_BADGES)
async def show_sets(request: web.Request) -> web.Response:
    """Show all sets, and the form of a new one."""
    return await _sets_page(request, EMPTY)


@form_on(PATH, MakeForm)
@require(Permission.VET_ACCREDITATION)
async def submit_set(request: web.Request) -> web.Response:
    """Make a set and redirect to its page."""
    try:
        form = await read_form(request, MakeForm)
        made = await make_set(
            day_services_of(request),
            form.set,
            category=form.category,
            day=form.day,
            count=form.count,
            staff=staff_of(request),
        )
    except (InvalidError, RuleError) as problem:
        return await _sets_page(request, await _rejected_form(request, MakeForm, problem))
    raise web.HTTPSeeOther(f"{PATH}/{made.id}?did=made")


@require(Permission.VET_ACCREDITATION, Permission.PRINT_BADGES)
async def show_set(request: web.Request) -> web.Response:
    """Show a set with its badges."""
    return await _set_page(request, EMPTY)


@require(Permission.PRINT_BADGES)
async def show_file(request: web.Request) -> web.Response:
    """Return the file of a set: its valid badges, and the log sheet."""
    try:
        made, pdf = await draw_set(day_services_of(request), request.match_info["set"], staff=staff_of(request))
    except RuleError as problem:
        return await _set_page(request, FormState({}, {}, error_text(request, problem), problem.status))
    name = f"day-badges-{made.day.isoformat()}-{made.entitlement.letter}.pdf"
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{name}"'}
    return web.Response(body=pdf, content_type="application/pdf", headers=headers)


@form_on(f"{PATH}/{{set}}", RangeForm)
@require(Permission.VET_ACCREDITATION, Permission.PRINT_BADGES)
async def submit_revocation(request: web.Request) -> web.Response:
    """Revoke badges of a set, by number or all of them."""
    set_id = request.match_info["set"]
    try:
        form = await read_form(request, RangeForm)
        if not form.all and not form.revoke_first:
            raise InvalidError("field.missing", {"revoke_first": "field.missing"})
        first, last = ("", "") if form.all else (form.revoke_first, form.revoke_last)
        await revoke_badges(day_services_of(request), set_id, first=first, last=last, staff=staff_of(request))
    except (InvalidError, ConflictError) as problem:
        return await _set_page(request, await _rejected_form(request, RangeForm, problem))
    raise web.HTTPSeeOther(f"{PATH}/{set_id}?did=revoked")


@form_on(f"{PATH}/{{set}}", DestroyForm)
@require(Permission.PRINT_BADGES)
async def submit_destruction(request: web.Request) -> web.Response:
    """Record unused badges of a set as counted and destroyed."""
    set_id = request.match_info["set"]
    try:
        form = await read_form(request, DestroyForm)
        await destroy_badges(
            day_services_of(request),
            set_id,
            first=form.first,
            last=form.last,
            counted=form.counted,
            staff=staff_of(request),
        )
    except (InvalidError, ConflictError) as problem:
        return await _set_page(request, await _rejected_form(request, DestroyForm, problem))
    raise web.HTTPSeeOther(f"{PATH}/{set_id}?did=destroyed")


@require(Permission.PRINT_BADGES)
async def show_entering(request: web.Request) -> web.Response:
    """Show the form in which the desk enters who has which badge."""
    return _entering_page(request, FormState({"badge": read_query(request, DayQuery).badge}, {}))


@form_on(ENTER_PATH, BearerForm)
@require(Permission.PRINT_BADGES)
async def submit_bearer(request: web.Request) -> web.Response:
    """Enter who has a badge, and show the empty form for the next one."""
    try:
        form = await read_form(request, BearerForm)
        bearer = Bearer(form.name, form.outlet, form.document.strip())
        await enter_bearer(
            day_services_of(request), form.badge, bearer, reference=form.applied, staff=staff_of(request)
        )
    except (InvalidError, ConflictError) as problem:
        return _entering_page(request, await _rejected_form(request, BearerForm, problem))
    raise web.HTTPSeeOther(f"{ENTER_PATH}?did=entered")


async def _rejected_form(request: web.Request, kind: type[Struct], problem: RostrumError) -> FormState:
    """Return the form as it was typed, with the error of each field or the problem of the whole."""
    values = await typed_values(request, kind)
    errors = dict(field_texts(request, problem)) if isinstance(problem, InvalidError) else {}
    if kind is RangeForm and "first" in errors:
        errors["revoke_first"] = errors.pop("first")
    return FormState(values, errors, "" if errors else error_text(request, problem), problem.status)


async def _sets_page(request: web.Request, state: FormState) -> web.Response:
    event, services, staff = event_of(request), day_services_of(request), staff_of(request)
    rows = await list_sets(services, staff=staff)
    days = _open_days(request)
    values = state.values or {"day": days[0][0] if days else "", "count": "100"}
    return render(
        request,
        "badge_desk/day_badges.html",
        status=state.status,
        rows=rows,
        categories={category.code: category for category in event.categories},
        category_options=[(one.code, pick(one.name, language_of(request))[0]) for one in event.categories],
        days=days,
        values=values,
        errors=state.errors,
        problem=state.problem,
        not_entered=sum(row.not_entered for row in rows),
        set_id=secrets.token_hex(8),
        most=MAX_SET,
        most_a_day=services.most_a_day,
        makes=may(staff, Permission.VET_ACCREDITATION),
        works_at_desk=may(staff, Permission.PRINT_BADGES),
        counted=_count_in_state,
    )


async def _set_page(request: web.Request, state: FormState) -> web.Response:
    event, staff = event_of(request), staff_of(request)
    view = await read_set(day_services_of(request), request.match_info["set"], staff=staff)
    did = read_query(request, DayQuery).did
    return render(
        request,
        "badge_desk/day_badge_set.html",
        status=state.status,
        view=view,
        category=event.category(view.made.entitlement.category),
        rows=[(badge, _state_of(badge), view.used.get(badge.id)) for badge in view.badges],
        states=STATES,
        not_entered=_not_entered(view),
        valid=sum(badge.is_valid for badge in view.badges),
        values=state.values,
        errors=state.errors,
        problem=state.problem,
        done=DONE[did] if did in DONE and not state.problem and not state.errors else "",
        works_at_desk=may(staff, Permission.PRINT_BADGES),
    )


def _entering_page(request: web.Request, state: FormState) -> web.Response:
    did = read_query(request, DayQuery).did
    return render(
        request,
        "badge_desk/day_badge_entry.html",
        status=state.status,
        values=state.values,
        errors=state.errors,
        problem=state.problem,
        done=DONE[did] if did == "entered" and not state.problem and not state.errors else "",
        most_document=MAX_DOCUMENT,
    )


def _count_in_state(row: SetRow, state: str) -> int:
    """Return the number of badges of a set in a state."""
    return row.counts.by_state.get(DayBadgeState(state), 0)


def _state_of(badge: DayBadge) -> str:
    return "entered" if badge.is_valid and badge.bearer is not None else badge.state.value


def _not_entered(view: SetView) -> Sequence[tuple[DayBadge, datetime]]:
    """Return the badges that were used and whose bearer is not entered, with their last use."""
    used = ((badge, view.used.get(badge.id)) for badge in view.badges if badge.bearer is None)
    return [(badge, at) for badge, at in used if at is not None]


def _open_days(request: web.Request) -> list[tuple[str, str]]:
    """Return the days that are not over on which a category opens something, with their names."""
    event, plan = event_of(request), day_services_of(request).plan
    today = local_date(day_services_of(request).clock.now(), event.zone_info)
    ends = max(local_date(one.valid_until, event.zone_info) for one in plan.entitlements.values())
    days = [today + timedelta(days=n) for n in range((ends - today).days + 1)]
    return [
        (day.isoformat(), format_date(language_of(request), day, year=day.year != today.year, weekday=True))
        for day in days
        if any(entitlement_on(one, day, event.zone_info) for one in plan.entitlements.values())
    ]


def routes() -> list[web.RouteDef]:
    """Return the routes of the pages of one-day badges."""
    one = f"{PATH}/{{set:[0-9a-f]{{16}}}}"
    return [
        web.get(PATH, show_sets),
        web.post(PATH, submit_set),
        web.get(ENTER_PATH, show_entering),
        web.post(ENTER_PATH, submit_bearer),
        web.get(one, show_set),
        web.get(f"{one}.pdf", show_file),
        web.post(f"{one}/revoke", submit_revocation),
        web.post(f"{one}/destroy", submit_destruction),
    ]
