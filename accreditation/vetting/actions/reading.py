"""Reads of applications by an officer's program: a page of the list, one application, outlets."""

from collections.abc import Sequence

from msgspec import Struct

from accreditation.applications.domain.applications import Agency, Application, State
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.ports import ApplicationPage, ApplicationSearch
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.vetting import officer_of
from conference.auth.roles import Staff
from conference.errors import ForbiddenError, NotFoundError


class ReadApplication(Struct, frozen=True):
    """An application with its outlet, None for a freelancer."""

    application: Application
    outlet: Outlet | None


class OutletPage(Struct, frozen=True):
    """A page of the list of outlets, and the number of outlets in the whole list."""

    rows: Sequence[Outlet]
    total: int


def agency_of(staff: Staff) -> Agency:
    """Return the agency that a member of staff serves. Raises ForbiddenError `role.missing` unless it is just one."""
    agencies = officer_of(staff).agencies
    if len(agencies) != 1:
        raise ForbiddenError("role.missing")
    return next(iter(agencies))


async def search_applications(
    services: ApplicationServices, search: ApplicationSearch, *, staff: Staff
) -> ApplicationPage:
    """Return a page of the list. Raises ForbiddenError."""
    agency_of(staff)
    async with services.transactions.read() as transaction:
        return await services.applications.search(transaction, search)


async def read_application(services: ApplicationServices, application_id: str, *, staff: Staff) -> ReadApplication:
    """Return an application. Raises ForbiddenError, NotFoundError for one that does not exist or is not submitted."""
    agency_of(staff)
    async with services.transactions.read() as transaction:
        application = await services.applications.get(transaction, application_id)
        if application.state is State.DRAFT:
            raise NotFoundError("application.unknown")
        outlet = await services.outlets.find(transaction, application.outlet_id) if application.outlet_id else None
    return ReadApplication(application, outlet)


async def list_outlets(
    services: ApplicationServices, words: str, *, offset: int, limit: int, staff: Staff
) -> OutletPage:
    """Return a page of the outlets, by name; of those with the words if some are given. Raises ForbiddenError."""
    agency_of(staff)
    async with services.transactions.read() as transaction:
        return OutletPage(*await services.outlets.list_page(transaction, words, offset=offset, limit=limit))
