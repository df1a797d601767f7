"""The exchange with agencies that do not sign in: its services and pages."""

from functools import partial

from aiohttp import web

from accreditation.applications.services import ApplicationServices
from accreditation.badges.keys import SigningKeys
from accreditation.exchange.actions.agency_keys import read_holder_names
from accreditation.exchange.agency_services import AgencyServices
from accreditation.exchange.storage.agency_keys import SqlAgencyKeys
from accreditation.exchange.storage.batches import SqlBatches
from accreditation.exchange.web import agency_keys, batches
from accreditation.exchange.web.batches import AGENCY_SERVICES
from accreditation.vetting.web.history import HOLDER_NAMES, HolderNames
from conference.storage.nested_transactions import NestedTransactions
from rostrum.runtime import Runtime


def agency_services(runtime: Runtime, applications: ApplicationServices, keys: SigningKeys) -> AgencyServices:
    """Make the services; batches are signed with this node's key of badges."""
    return AgencyServices(
        applications=applications,
        keys=SqlAgencyKeys(),
        batches=SqlBatches(),
        site_keys=keys,
        nest=NestedTransactions,
        event=runtime.event,
        site=runtime.settings.address,
    )


def install_agencies(app: web.Application, services: AgencyServices) -> None:
    """Install the pages of batches and of the keys of agencies."""
    app[AGENCY_SERVICES] = services
    app[HOLDER_NAMES] = HolderNames(partial(read_holder_names, services))
    for module in (batches, agency_keys):
        app.router.add_routes(module.routes())
