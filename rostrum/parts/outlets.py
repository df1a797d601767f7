"""Installation of outlets: pages of officers, of focal points, and of the people on their lists."""

from aiohttp import web

from accreditation.applications.services import ApplicationServices
from accreditation.documents.ports import DocumentStudio
from accreditation.outlets.domain.links import CrewLinks
from accreditation.outlets.services import OutletServices, place_rules
from accreditation.outlets.storage.assignment_letters import SqlAssignmentLetters
from accreditation.outlets.storage.focal_points import SqlFocalPoints
from accreditation.outlets.storage.members import SqlCrewMembers
from accreditation.outlets.storage.merges import SqlOutletMerges
from accreditation.outlets.storage.outlet_lists import SqlOutletLists
from accreditation.outlets.web import crews, members, officers
from accreditation.outlets.web.context import OUTLET_PAGES, OutletPages
from rostrum.parts.stores import outlet_store
from rostrum.runtime import Runtime


def install_outlets(app: web.Application, runtime: Runtime, services: OutletServices) -> None:
    """Install the pages."""
    app[OUTLET_PAGES] = OutletPages(services, runtime.event)
    for module in (crews, members, officers):
        app.router.add_routes(module.routes())


def outlet_services(runtime: Runtime, applications: ApplicationServices, studio: DocumentStudio) -> OutletServices:
    """Make the services of outlets and crews."""
    period = runtime.event.applications
    return OutletServices(
        transactions=runtime.transactions,
        applications=applications,
        lists=SqlOutletLists(outlet_store()),
        focal_points=SqlFocalPoints(),
        members=SqlCrewMembers(),
        letters=SqlAssignmentLetters(runtime.vault),
        studio=studio,
        merges=SqlOutletMerges(),
        links=CrewLinks(runtime.link_key, runtime.settings.address),
        rules=place_rules(runtime.event),
        opens_at=period.opens_at,
        closes_at=period.closes_at,
    )
