"""Queries of the vetting page: the list, the selected application, the counts. Read only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from aiohttp import web

from accreditation.applications.domain.applications import OPEN, Agency, Application, State
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.ports import ApplicationPage, ApplicationSearch
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.vetting import PERMISSIONS, officer_of
from conference.auth.roles import Staff, may
from conference.errors import ForbiddenError, NotFoundError
from conference.web import read_number

PAGE_ROWS = 40
MAX_SUGGESTIONS = 5
_MAX_PAGE = 10_000

WAITING = "waiting"
FILTERS: Mapping[str, frozenset[State]] = {
    WAITING: OPEN,
    "open": OPEN,
    **{state.value: frozenset({state}) for state in (State.INCOMPLETE, State.ON_HOLD, State.APPROVED, State.REFUSED,
                                                     State.WITHDRAWN)},
    "all": frozenset(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class QueueView:
    """Parameters of the list in the page's address: agency, filter, words, page."""

    agency: Agency
    filter: str = WAITING
    words: str = ""
    page: int = 1

    @property
    def path(self) -> str:
        """Path of the queue, without the query."""
        return f"/staff/vetting/{self.agency.value}"

    def address(self, **more: str) -> str:
        """Return the address of this view, with further parameters (`id`, `done`, `did`)."""
        query = {"filter": self.filter if self.filter != WAITING else "", "q": self.words}
        query |= {"page": str(self.page) if self.page > 1 else ""} | more
        text = urlencode({name: value for name, value in query.items() if value})
        return f"{self.path}?{text}" if text else self.path

    def with_page(self, page: int) -> "QueueView":
        """Return the same list at another page."""
        return replace(self, page=page)

    def search(self) -> ApplicationSearch:
        """Return the search for the application store."""
        return ApplicationSearch(
            states=FILTERS[self.filter],
            waiting_for=self.agency if self.filter == WAITING else None,
            words=self.words,
            offset=(self.page - 1) * PAGE_ROWS,
            limit=PAGE_ROWS,
        )


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the list, the selected application with its outlet, and the counts of the header.

    `similar_outlets` are confirmed outlets similar to an unconfirmed one, `following` is the id to select next.
    """

    view: QueueView
    page: ApplicationPage
    pages: int
    application: Application | None
    outlet: Outlet | None
    similar_outlets: tuple[Outlet, ...]
    following: str | None
    waiting: int
    counts: Mapping[State, int]


def view_of(request: web.Request, staff: Staff) -> QueueView:
    """Parse the view from the address. Raises ForbiddenError for an officer of the other agency or of both."""
    agency = Agency(request.match_info["agency"])
    if not may(staff, PERMISSIONS[agency]) or len(officer_of(staff).agencies) != 1:
        raise ForbiddenError("role.missing")
    query = request.query
    return QueueView(
        agency,
        query["filter"] if query.get("filter") in FILTERS else WAITING,
        query.get("q", "").replace("\x00", "")[:120],
        min(read_number(query.get("page", "")) or 1, _MAX_PAGE),
    )


async def read_queue(services: ApplicationServices, view: QueueView, chosen: str | None) -> Queue:
    """Read everything that the page shows in one transaction. Without `chosen` the first row is selected.

    Raises NotFoundError for a chosen application that does not exist.
    """
    async with services.transactions.read() as transaction:
        page = await services.applications.search(transaction, view.search())
        ids = [row.id for row in page.rows]
        selected = chosen or (ids[0] if ids else None)
        application = await services.applications.get(transaction, selected) if selected else None
        if application is not None and application.state is State.DRAFT:
            raise NotFoundError("application.unknown")
        outlet = None
        similar: list[Outlet] = []
        if application is not None and application.outlet_id is not None:
            outlet = await services.outlets.get(transaction, application.outlet_id)
        if outlet is not None and not outlet.verified and view.agency is Agency.ACCREDITATION:
            similar = await services.outlets.list_similar(transaction, outlet.name, limit=MAX_SUGGESTIONS)
        return Queue(
            view=view,
            page=page,
            pages=max(1, -(-page.total // PAGE_ROWS)),
            application=application,
            outlet=outlet,
            similar_outlets=tuple(similar),
            following=_next_application_id(ids, selected),
            waiting=await services.applications.count_waiting(transaction, view.agency),
            counts=await services.applications.count_states(transaction),
        )


def _next_application_id(ids: list[str], chosen: str | None) -> str | None:
    """Return the id after the chosen one, or the id before it at the end of the list, or None."""
    if chosen not in ids:
        return None
    position = ids.index(chosen)
    candidates = [*ids[position + 1 :], *reversed(ids[:position])]
    return candidates[0] if candidates else None
