"""Handlers of the badge desk's forms, and the applicant's own badge."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from accreditation.access.roles import Permission
from accreditation.applications.actions.applying import find_application
from accreditation.applications.web.context import LANGUAGE_PATH, application_pages_of, charge
from accreditation.applications.web.limits import BADGES
from accreditation.badge_desk.web.badge_context import badge_services_of
from accreditation.badge_desk.web.badge_grants import ACTS as GRANT_ACTS
from accreditation.badge_desk.web.badge_grants import GrantForm, perform
from accreditation.badge_desk.web.badges import PATH, badges_page, view_of
from accreditation.badge_desk.web.handing_over import read_identity
from accreditation.badges.actions.badges import (
    BadgeServices,
    hand_over_badges,
    issue_badge,
    issue_run,
    reissue_badge,
    require_desk,
    restore_badge,
    revoke_badge,
    suspend_badge,
    take_back_badge,
)
from accreditation.badges.actions.printing import draw_own_badge
from accreditation.badges.domain.badges import Badge
from conference.auth.roles import Staff
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from conference.web import Identifier, fill_refused_form, form_on, read_form, require, staff_of

NO_STORE = {"Cache-Control": "no-store"}


class BadgeForm(Struct, frozen=True, kw_only=True):
    """Fields of the forms on badges: the act, the person, the badge with the mark of its state on the page, and the
    reason or the identity check of an act that needs one."""

    act: Identifier = ""
    application: Identifier = ""
    badge: Identifier = ""
    seen: Annotated[str, Meta(max_length=100)] = ""
    reason: Identifier = ""
    identity: Identifier = ""


async def _hand_over(services: BadgeServices, form: BadgeForm, staff: Staff) -> Badge:
    (badge,) = await hand_over_badges(
        services, [form.badge], identity=read_identity(form.identity), staff=staff, seen=form.seen
    )
    return badge


async def _reissue_badge(services: BadgeServices, form: BadgeForm, staff: Staff) -> Badge:
    return await reissue_badge(services, form.badge, reason=form.reason, staff=staff, seen=form.seen)


async def _revoke_badge(services: BadgeServices, form: BadgeForm, staff: Staff) -> Badge:
    return await revoke_badge(services, form.badge, reason=form.reason, staff=staff, seen=form.seen)


BadgeAct = Callable[[BadgeServices, BadgeForm, Staff], Awaitable[Badge]]

BADGE_ACTS: Mapping[str, BadgeAct] = {
    "issued": lambda services, form, staff: issue_badge(services, form.application, staff=staff),
    "reissued": _reissue_badge,
    "revoked": _revoke_badge,
    "suspended": lambda services, form, staff: suspend_badge(services, form.badge, staff=staff, seen=form.seen),
    "restored": lambda services, form, staff: restore_badge(services, form.badge, staff=staff, seen=form.seen),
    "handed_over": _hand_over,
    "taken_back": lambda services, form, staff: take_back_badge(services, form.badge, staff=staff, seen=form.seen),
}
"""Act of the form → action; the page names the result by the same word."""


@form_on(f"{PATH}?id={{application}}", BadgeForm)
@require(Permission.PRINT_BADGES)
async def act(request: web.Request) -> web.Response:
    """Perform one act on a person's badge and redirect to it, or show the problem."""
    form = await read_form(request, BadgeForm)
    act_on_badge = BADGE_ACTS.get(form.act)
    if act_on_badge is None:
        raise InvalidError("http_422")
    try:
        await act_on_badge(badge_services_of(request), form, staff_of(request))
    except (ConflictError, RuleError, InvalidError) as problem:
        response = await badges_page(request, chosen=form.application, problem=problem)
        return await fill_refused_form(request, response, BadgeForm)
    raise web.HTTPSeeOther(view_of(request).address(id=form.application, did=form.act))


@form_on(f"{PATH}?id={{application}}", GrantForm)
@require(Permission.PRINT_BADGES)
async def act_on_grant(request: web.Request) -> web.Response:
    """Give or end a grant and redirect to the person, or show the problem with the form as filled in."""
    form = await read_form(request, GrantForm)
    if form.act not in GRANT_ACTS:
        raise InvalidError("http_422")
    try:
        await perform(request, form)
    except (ConflictError, RuleError, InvalidError) as problem:
        return await badges_page(request, chosen=form.application, problem=problem, form=form)
    raise web.HTTPSeeOther(view_of(request).address(id=form.application, did=form.act))


@form_on(PATH)
@require(Permission.PRINT_BADGES)
async def issue_all(request: web.Request) -> web.Response:
    """Issue a badge to every approved person without one."""
    services, staff = badge_services_of(request), staff_of(request)
    require_desk(staff)
    try:
        await issue_run(services, actor=staff.id)
    except (ConflictError, RuleError) as problem:
        return await badges_page(request, chosen="", problem=problem)
    raise web.HTTPSeeOther(view_of(request).address(did="run"))


async def show_own_badge(request: web.Request) -> web.Response:
    """Return the applicant's badge as a PNG for a phone, behind the application's own link."""
    charge(request, BADGES)
    application = await find_application(application_pages_of(request).services, secret=request.match_info["secret"])
    if application.withheld is not None:
        raise NotFoundError("badge.none")
    png = await draw_own_badge(badge_services_of(request), application.id)
    headers = {**NO_STORE, "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
    return web.Response(body=png, content_type="image/png", headers=headers)


def routes() -> list[web.RouteDef]:
    """Return the routes of the desk's forms and of the applicant's own badge."""
    return [
        web.post(f"{PATH}/act", act),
        web.post(f"{PATH}/grants", act_on_grant),
        web.post(f"{PATH}/issue", issue_all),
        web.get(LANGUAGE_PATH + "/applications/{secret:[A-Za-z0-9_-]{22,64}}/badge.png", show_own_badge),
    ]
