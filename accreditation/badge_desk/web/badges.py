"""The badge desk's page: who is ready, printing, handing over, reissuing. Works without JavaScript."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from aiohttp import web

from accreditation.access.entitlement import fits
from accreditation.access.roles import Permission
from accreditation.badge_desk.ports import DeskList, DeskPage, DeskRow, DeskSearch, Shelf
from accreditation.badge_desk.web.badge_context import badge_services_of, desk_list_of, event_of
from accreditation.badge_desk.web.badge_grants import ACTS as GRANT_ACTS
from accreditation.badge_desk.web.badge_grants import PHASES, Asked, GrantsShown, days_of, read_grants
from accreditation.badges.actions.badges import BadgeServices, require_desk
from accreditation.badges.actions.printing import PrintRun, draw_badge
from accreditation.badges.domain.badges import BadgeStatus
from conference.auth.roles import Staff
from conference.errors import NotFoundError, RostrumError
from conference.texts.catalogues import key_family
from conference.texts.countries import country_name
from conference.web import error_text, language_of, read_number, render, require, staff_of

PATH = "/staff/badges"
PAGE_ROWS = 50
ACTS = ("issued", "reissued", "suspended", "restored", "revoked", "handed_over", "taken_back", "run", *GRANT_ACTS)
SHELVES = key_family("badges.shelf.", ["all", *(shelf.value for shelf in Shelf)])
STANDINGS = key_family("badges.standing.", [standing.value for standing in BadgeStatus])
DONE = key_family("badges.done.", ACTS)
PROBLEMS = key_family("error.badge.", (
    "category_unknown", "exists", "issued_meanwhile", "no_signing_key", "none", "not_approved", "not_printed",
    "not_standing", "outdated", "reason_unknown", "revoked", "superseded", "issued", "suspended", "run_size", "unknown",
))  # fmt: skip
"""What the actions of the desk may refuse, declared for the catalogues."""

_ALL = "all"
_PAGES_MOST = 10_000


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the list the clerk looks at, as the address says it."""

    shelf: str = _ALL
    words: str = ""
    page: int = 1

    def address(self, **more: str) -> str:
        """The address of this view, with further parameters (`id`, `did`)."""
        query = {"shelf": self.shelf if self.shelf != _ALL else "", "q": self.words}
        query |= {"page": str(self.page) if self.page > 1 else ""} | more
        text = urlencode({name: value for name, value in query.items() if value})
        return f"{PATH}?{text}" if text else PATH

    def turned(self, page: int) -> "View":
        """The same list, another page."""
        return replace(self, page=page)

    def search(self) -> DeskSearch:
        """What to look for."""
        shelf = None if self.shelf == _ALL else Shelf(self.shelf)
        return DeskSearch(shelf=shelf, words=self.words, offset=(self.page - 1) * PAGE_ROWS, limit=PAGE_ROWS)


@dataclass(frozen=True, slots=True)
class Counter:
    """What the page shows: the list, the one person beside it, and how many are on each shelf."""

    page: DeskPage
    pages: int
    one: DeskRow | None
    shelves: dict[str, int]


def view_of(request: web.Request) -> View:
    """The view that the address names."""
    query = request.query
    return View(
        query["shelf"] if query.get("shelf") in SHELVES else _ALL,
        query.get("q", "").replace("\x00", "")[:120],
        min(read_number(query.get("page", "")) or 1, _PAGES_MOST),
    )


@require(Permission.PRINT_BADGES)
async def show_badges(request: web.Request) -> web.Response:
    """The list, and the one person beside it."""
    return await badges_page(request, chosen=request.query.get("id"))


@require(Permission.PRINT_BADGES)
async def show_picture(request: web.Request) -> web.Response:
    """The badge as it will be printed."""
    png = await draw_badge(badge_services_of(request), request.match_info["badge"], staff=staff_of(request))
    return web.Response(body=png, content_type="image/png", headers={"Cache-Control": "no-store"})


async def badges_page(
    request: web.Request,
    *,
    chosen: str | None,
    problem: RostrumError | None = None,
    stopped: PrintRun | None = None,
    asked: Asked | None = None,
) -> web.Response:
    """The page, with what stopped the last thing tried: a `problem` (and the form of a grant as it was `asked`), or
    a run with badges that cannot be set."""
    view, event = view_of(request), event_of(request)
    counter = await _read(
        badge_services_of(request), desk_list_of(request), view, chosen=chosen, staff=staff_of(request)
    )
    did = request.query.get("did", "")
    holder = counter.one.holder if counter.one else None
    return render(
        request,
        "badge_desk/badges.html",
        status=problem.status if problem else 200,
        view=view,
        counter=counter,
        is_chosen=bool(chosen),
        country=country_name(holder.country, language_of(request)) if holder else "",
        category=event.category(holder.category) if holder else None,
        grants=await read_grants(request, holder.application_id, asked) if holder else GrantsShown(),
        grant_phases=PHASES,
        grant_days=days_of(event),
        shelves=SHELVES,
        standings=STANDINGS,
        standing_values=BadgeStatus,
        problem=error_text(request, problem) if problem else "",
        stopped=stopped,
        is_outdated=_is_outdated(badge_services_of(request), counter.one),
        done=DONE[did] if did in DONE and not problem else "",
    )


def _is_outdated(services: BadgeServices, one: DeskRow | None) -> bool:
    """Whether the person's category, its zones or its window have changed since the badge was issued."""
    if one is None or one.badge is None:
        return False
    entitlement = services.plan.entitlements.get(one.holder.category)
    return entitlement is None or not fits(one.badge.entitlement, entitlement)


async def _read(services: BadgeServices, people: DeskList, view: View, *, chosen: str | None, staff: Staff) -> Counter:
    """All that the page shows, from one state of the database. Without `chosen` the list's first is beside it."""
    require_desk(staff)
    async with services.transactions.read() as transaction:
        page = await people.page(transaction, view.search())
        wanted = chosen or (page.lines[0].holder.application_id if page.lines else None)
        one = await people.one(transaction, wanted) if wanted else None
        counts = await people.counts(transaction)
    if chosen and one is None:
        raise NotFoundError("badge.unknown")
    shelves = {shelf.value: counts.get(shelf, 0) for shelf in Shelf}
    return Counter(page, max(1, -(-page.total // PAGE_ROWS)), one, shelves)


def routes() -> list[web.RouteDef]:
    """The page, and the picture of a badge; what the page's forms do is `badge_acts`."""
    return [web.get(PATH, show_badges), web.get(f"{PATH}/{{badge:[0-9a-f]{{16}}}}.png", show_picture)]
