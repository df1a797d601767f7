"""Part of the vetting queue that a page's address names."""

from enum import StrEnum

from aiohttp import web
from msgspec import Struct
from msgspec.structs import replace

from accreditation.applications.domain.applications import OPEN, Agency, State
from accreditation.applications.ports import ApplicationSearch
from accreditation.vetting.actions.vetting import PERMISSIONS, officer_of
from conference.auth.roles import Staff, may
from conference.errors import ForbiddenError
from conference.web import Identifier, ListQuery, offset_of, query_address, read_query

PAGE_ROWS = 40


class Filter(StrEnum):
    """Which applications the list shows."""

    WAITING = "waiting"
    OPEN = "open"
    INCOMPLETE = State.INCOMPLETE.value
    ON_HOLD = State.ON_HOLD.value
    APPROVED = State.APPROVED.value
    REFUSED = State.REFUSED.value
    WITHDRAWN = State.WITHDRAWN.value
    APPEALED = "appealed"
    LATE = "late"
    DUPLICATES = "duplicates"
    ALL = "all"

    @property
    def states(self) -> frozenset[State]:
        """The states of the applications; empty for every state."""
        if self in (Filter.WAITING, Filter.OPEN):
            return OPEN
        return frozenset() if self in _OF_ANY_STATE else frozenset({State(self.value)})


_OF_ANY_STATE = frozenset({Filter.APPEALED, Filter.LATE, Filter.DUPLICATES, Filter.ALL})


class QueueQuery(ListQuery, frozen=True, kw_only=True):
    """Query of the list: filter, search words, page."""

    filter: Filter = Filter.WAITING


class SelectionQuery(Struct, frozen=True, kw_only=True):
    """Query of the page beside the list: the selected application; the last act, and its application."""

    id: Identifier = ""
    did: Identifier = ""
    done: Identifier = ""


class QueueView(Struct, frozen=True):
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
            appealed_to=self.agency if self.query.filter is Filter.APPEALED else None,
            late_only=self.query.filter is Filter.LATE,
            duplicates_only=self.query.filter is Filter.DUPLICATES,
            words=self.query.words,
            offset=offset_of(self.query.page, PAGE_ROWS),
            limit=PAGE_ROWS,
        )


def view_of(request: web.Request, staff: Staff) -> QueueView:
    """Parse the view from the address. Raises ForbiddenError for an officer of the other agency or of both."""
    agency = Agency(request.match_info["agency"])
    if not may(staff, PERMISSIONS[agency]) or len(officer_of(staff).agencies) != 1:
        raise ForbiddenError("role.missing")
    return QueueView(agency, read_query(request, QueueQuery))
