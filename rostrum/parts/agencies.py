"""The exchange with agencies that do not sign in: its services."""

from accreditation.applications.services import ApplicationServices
from accreditation.badges.keys import SigningKeys
from accreditation.exchange.agency_services import AgencyServices
from accreditation.exchange.storage.agency_keys import SqlAgencyKeys
from accreditation.exchange.storage.batches import SqlBatches
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
