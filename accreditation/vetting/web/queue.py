"""Queries of the vetting page: the list, the selected application, the counts. Read only."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web
from msgspec import Struct
from msgspec.structs import replace

from accreditation.applications.domain.applications import OPEN, Agency, Application, State
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.ports import ApplicationPage, ApplicationSearch
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.vetting import PERMISSIONS, officer_of
from conference.auth.roles import Staff, may
from conference.errors import ForbiddenError, NotFoundError
from conference.web import Identifier, ListQuery, Pager, offset_of, query_address, read_query

PAGE_ROWS = 40
MAX_SUGGESTIONS = 5


class Filter(StrEnum):
    """Which applications the list shows."""

    WAITING = "waiting"
    OPEN = "open"
    INCOMPLETE = State.INCOMPLETE.value
    ON_HOLD = State.ON_HOLD.value
    APPROVED = State.APPROVED.value
    REFUSED = State.REFUSED.value
    WITHDRAWN = State.WITHDRAWN.value
    ALL = "all"

    @property
    def states(self) -> frozenset[State]:
        """The states of the applications; empty for every state."""
        if self in (Filter.WAITING, Filter.OPEN):
            return OPEN
        return frozenset() if self is Filter.ALL else frozenset({State(self.value)})


class QueueQuery(ListQuery, frozen=True, kw_only=True):
    """Query of the list: filter, search words, page."""

    filter: Filter = Filter.WAITING


class SelectionQuery(Struct, frozen=True, kw_only=True):
    """Query of the page beside the list: the selected application; the last act, and its application."""

    id: Identifier = ""
    did: Identifier = ""
    done: Identifier = ""


@dataclass(frozen=True, slots=True)
class QueueView:
    """An agency's view of the list."""

    agency: Agency
    query: QueueQuery

    @property
    def path(self) -> str:
        """Path of the queue, without the query."""
        return f"/staff/vetting/{self.agency.value}"

    def address(self, **more: str) -> str:
        """Return the address of this view, with further parameters (`id`, `done`, `did`)."""
        return query_address(self.path, self.query, **more)

    def page_address(self, page: int) -> str:
        """Return the address of another page of the same list."""
        return query_address(self.path, replace(self.query, page=page))

    def search(self) -> ApplicationSearch:
        """Return the search for the application store."""
        return ApplicationSearch(
            states=self.query.filter.states,
            waiting_for=self.agency if self.query.filter is Filter.WAITING else None,
            words=self.query.words,
            offset=offset_of(self.query.page, PAGE_ROWS),
            limit=PAGE_ROWS,
        )


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the list, the selected application with its outlet, and the counts of the header.

    `similar_outlets` are confirmed outlets similar to an unconfirmed one, `following` is the id to select next.
    """

    view: QueueView
    page: ApplicationPage
    pager: Pager
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
    return QueueView(agency, read_query(request, QueueQuery))


async def read_queue(services: ApplicationServices, view: QueueView, chosen: str) -> Queue:
    """Read everything that the page shows in one transaction. If `chosen` is empty, the first row is selected.

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
            pager=Pager(view.query.page, PAGE_ROWS, page.total),
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
