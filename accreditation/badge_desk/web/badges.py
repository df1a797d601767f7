"""The badge desk's page: list of people, printing, handing over, reissuing. Works without JavaScript."""

import secrets
from collections.abc import Sequence

from aiohttp import web
from msgspec import Struct
from msgspec.structs import replace

from accreditation.access.entitlement import fits
from accreditation.access.roles import Permission
from accreditation.badge_desk.actions import DeskCode, read_counter, read_door_lists
from accreditation.badge_desk.ports import DeskRow, DeskSearch, DoorList, Shelf
from accreditation.badge_desk.web.badge_context import badge_services_of, desk_list_of, door_lists_of, event_of
from accreditation.badge_desk.web.badge_grants import ACTS as GRANT_ACTS
from accreditation.badge_desk.web.badge_grants import PHASES, GrantForm, GrantsShown, days_of, read_grants
from accreditation.badges.actions.badges import APPROVED, BadgeServices
from accreditation.badges.actions.printing import draw_badge
from accreditation.badges.domain.badges import BadgeStatus, IdentityCheck, seen_mark
from conference.errors import RostrumError
from conference.texts.catalogues import key_family
from conference.web import (
    Identifier,
    ListQuery,
    Pager,
    error_text,
    language_of,
    offset_of,
    query_address,
    read_query,
    record_list_read,
    render,
    require,
    staff_of,
)

PATH = "/staff/badges"
PAGE_ROWS = 50
ACTS = ("issued", "reissued", "suspended", "restored", "revoked", "handed_over", "taken_back", "run", *GRANT_ACTS)
SHELVES = key_family("badges.shelf.", ["all", *(shelf.value for shelf in Shelf)])
STANDINGS = key_family("badges.standing.", [standing.value for standing in BadgeStatus])
IDENTITY_CHECKS = key_family("badges.identity.", [check.value for check in IdentityCheck])
READINGS = key_family("badges.read.", ("pass", "badge", "former", "collected", "stopped"))
DONE = key_family("badges.done.", ACTS)
PROBLEMS = key_family("error.badge.", (
    "category_unknown", "changed", "exists", "handed_over", "identity_missing", "issued_meanwhile", "list_missing",
    "not_read",     "proxy_missing", "no_signing_key", "none", "not_approved", "not_printed",
    "not_standing", "outdated", "reason_unknown", "revoked", "superseded", "issued", "suspended", "run_size", "unknown",
))  # fmt: skip
"""Problems of the desk's actions, declared for the catalogues."""


class DeskQuery(ListQuery, frozen=True, kw_only=True):
    """Query of the list: shelf (None for all of them), search words, page."""

    shelf: Shelf | None = None


class SelectionQuery(Struct, frozen=True, kw_only=True):
    """Query of the page beside the list: the chosen person, the last act, and the code that was read."""

    id: Identifier = ""
    did: Identifier = ""
    read: Identifier = ""


class DeskView(Struct, frozen=True):
    """Part of the list that the page's address names."""

    query: DeskQuery

    def address(self, **more: str) -> str:
        """Return the address of this view, with further parameters (`id`, `did`)."""
        return query_address(PATH, self.query, **more)

    def page_address(self, page: int) -> str:
        """Return the address of another page of the same list."""
        return query_address(PATH, replace(self.query, page=page))

    def search(self) -> DeskSearch:
        """Return the search of this view."""
        offset = offset_of(self.query.page, PAGE_ROWS)
        return DeskSearch(shelf=self.query.shelf, words=self.query.words, offset=offset, limit=PAGE_ROWS)


def view_of(request: web.Request) -> DeskView:
    """Parse the view from the request's address."""
    return DeskView(read_query(request, DeskQuery))


@require(Permission.PRINT_BADGES)
async def show_badges(request: web.Request) -> web.Response:
    """Show the list and the chosen person."""
    return await badges_page(request, chosen=read_query(request, SelectionQuery).id)


@require(Permission.PRINT_BADGES)
async def show_picture(request: web.Request) -> web.Response:
    """Return the badge as it will be printed, as a PNG."""
    png = await draw_badge(badge_services_of(request), request.match_info["badge"], staff=staff_of(request))
    return web.Response(body=png, content_type="image/png", headers={"Cache-Control": "no-store"})


async def badges_page(
    request: web.Request,
    *,
    chosen: str,
    problem: RostrumError | None = None,
    form: GrantForm | None = None,
) -> web.Response:
    """Render the page. `problem`: why the last act failed, with the submitted `form` of a grant."""
    view, event = view_of(request), event_of(request)
    counter = await read_counter(
        badge_services_of(request), desk_list_of(request), view.search(), chosen=chosen, staff=staff_of(request)
    )
    shown = [row.holder.application_id for row in counter.page.lines]
    await record_list_read(request, "badges", shown, typed=view.query.words, filter=view.query.shelf or "")
    selection = read_query(request, SelectionQuery)
    did, badge = selection.did, counter.row.badge if counter.row else None
    shows_doors = did == "handed_over" and badge is not None and badge.activated_at is not None and not problem
    holder = counter.row.holder if counter.row else None
    return render(
        request,
        "badge_desk/badges.html",
        status=problem.status if problem else 200,
        view=view,
        counter=counter,
        pager=Pager(view.query.page, PAGE_ROWS, counter.page.total),
        is_chosen=bool(chosen),
        country=event.country_name(holder.country, language_of(request)) if holder else "",
        category=event.category(holder.category) if holder else None,
        grants=await read_grants(request, holder.application_id, form) if holder else GrantsShown(),
        grant_phases=PHASES,
        grant_days=days_of(event),
        shelves=SHELVES,
        standings=STANDINGS,
        standing_values=BadgeStatus,
        problem=error_text(request, problem) if problem else "",
        run_id=secrets.token_hex(8),
        is_outdated=_is_outdated(badge_services_of(request), counter.row),
        done=DONE[did] if did in DONE and not problem else "",
        identity_checks=IDENTITY_CHECKS,
        seen_mark=seen_mark,
        reading=_reading_of(counter.row, selection.read) if not problem else None,
        doors=await _read_doors(request) if shows_doors else (),
    )


async def _read_doors(request: web.Request) -> Sequence[DoorList]:
    return await read_door_lists(badge_services_of(request), door_lists_of(request), staff=staff_of(request))


def _reading_of(row: DeskRow | None, code: str) -> tuple[str, str] | None:
    """Return the text and the kind of the notice on a code that was read: whether the badge may be handed over."""
    if row is None or code not in list(DeskCode):
        return None
    badge = row.badge
    if badge is None or badge.status is not BadgeStatus.ISSUED or row.holder.state != APPROVED:
        return READINGS["stopped"], "stop"
    if code == DeskCode.COLLECTION and badge.activated_at is not None:
        return READINGS["collected"], "stop"
    return READINGS[code], "stop" if code == DeskCode.FORMER else "good"


def _is_outdated(services: BadgeServices, row: DeskRow | None) -> bool:
    """Return whether the person's category, its zones or its window have changed since the badge was issued."""
    if row is None or row.badge is None:
        return False
    entitlement = services.plan.entitlements.get(row.holder.category)
    return entitlement is None or not fits(row.badge.entitlement, entitlement)


def routes() -> list[web.RouteDef]:
    """Return the routes of the page and of a badge's picture; `badge_acts` handles the forms."""
    return [web.get(PATH, show_badges), web.get(f"{PATH}/{{badge:[0-9a-f]{{16}}}}.png", show_picture)]
