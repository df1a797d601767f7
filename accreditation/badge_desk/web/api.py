"""Badges in the API: the list of the badge desk, one person, and the state of the hand-over (docs/api.md)."""

from datetime import datetime

from aiohttp import web
from msgspec import Struct

from accreditation.access.roles import Permission
from accreditation.badge_desk.actions import read_counter
from accreditation.badge_desk.ports import DeskRow, DeskSearch
from accreditation.badge_desk.web.badge_context import badge_services_of, desk_list_of
from accreditation.badge_desk.web.badges import DeskQuery, DeskView
from accreditation.badges.domain.badges import Badge, BadgeStatus, IdentityCheck
from conference.api.answers import ROOT, describe_read
from conference.api.guard import record_personal_read, require_token
from conference.descriptions import describes
from conference.web import json_response, read_required_query, staff_of

BADGES = f"{ROOT}/badges"


class IssueOut(Struct, frozen=True, kw_only=True):
    """The newest issue of a badge.

    It opens doors from `active_at` on, if it is issued; `collected_at` is when the card was handed over, after the
    person was identified by `identity`, or to another person who took it (`is_by_proxy`).
    """

    id: str
    number: str
    serial: int
    status: BadgeStatus
    reason: str | None
    category: str
    issued_at: datetime
    printed_at: datetime | None
    collected_at: datetime | None
    active_at: datetime | None
    identity: IdentityCheck | None
    is_by_proxy: bool


class BadgeOut(Struct, frozen=True, kw_only=True):
    """A person of the badge desk, by the id of the application, with the newest issue, None before the first."""

    application: str
    state: str
    native_name: str
    latin_name: str
    country: str
    outlet: str
    function: str
    category: str
    badge: IssueOut | None


class BadgesOut(Struct, frozen=True):
    """A page of the list, and the number of people in the whole list."""

    badges: list[BadgeOut]
    page: int
    total: int


@describes(describe_read(BadgesOut, query=DeskQuery))
@require_token(Permission.PRINT_BADGES)
async def list_page(request: web.Request) -> web.Response:
    """List the people of the badge desk: all, or those of one `shelf`; `q` searches name, outlet and number."""
    query = read_required_query(request, DeskQuery)
    counter = await read_counter(
        badge_services_of(request), desk_list_of(request), DeskView(query).search(), chosen="", staff=staff_of(request)
    )
    await record_personal_read(request, "badges", people=[row.holder.application_id for row in counter.page.lines])
    return json_response(BadgesOut([_badge_out(row) for row in counter.page.lines], query.page, counter.page.total))


@describes(describe_read(BadgeOut))
@require_token(Permission.PRINT_BADGES)
async def show_badge(request: web.Request) -> web.Response:
    """Return a person of the badge desk, by the id of the application."""
    application_id, search = request.match_info["application"], DeskSearch(limit=1)
    counter = await read_counter(
        badge_services_of(request), desk_list_of(request), search, chosen=application_id, staff=staff_of(request)
    )
    if counter.row is None:
        raise web.HTTPNotFound
    await record_personal_read(request, application_id)
    return json_response(_badge_out(counter.row))


def _badge_out(row: DeskRow) -> BadgeOut:
    holder = row.holder
    return BadgeOut(
        application=holder.application_id,
        state=holder.state,
        native_name=holder.native_name,
        latin_name=holder.latin_name,
        country=holder.country,
        outlet=holder.outlet,
        function=holder.function,
        category=holder.category,
        badge=_issue_out(row.badge) if row.badge else None,
    )


def _issue_out(badge: Badge) -> IssueOut:
    return IssueOut(
        id=badge.id,
        number=badge.number,
        serial=badge.serial,
        status=badge.status,
        reason=badge.reason,
        category=badge.entitlement.category,
        issued_at=badge.issued_at,
        printed_at=badge.printed_at,
        collected_at=badge.collected_at,
        active_at=badge.activated_at,
        identity=badge.hand_over.identity if badge.hand_over else None,
        is_by_proxy=bool(badge.hand_over and badge.hand_over.proxy),
    )


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [web.get(BADGES, list_page), web.get(f"{BADGES}/{{application}}", show_badge)]
