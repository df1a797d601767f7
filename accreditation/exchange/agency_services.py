"""Dependencies of the exchange with agencies that do not sign in, built once by the composition root."""

from dataclasses import dataclass

from accreditation.applications.domain.applications import Agency
from accreditation.applications.services import ApplicationServices
from accreditation.exchange.agency_ports import AgencyKeys, Batches, NestTransactions, SiteKeys
from accreditation.vetting.actions.reading import agency_of
from conference.auth.roles import Staff
from conference.errors import ForbiddenError
from conference.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyServices:
    """Services of applications, stores, the installation's keys, the event, and the address of the installation."""

    applications: ApplicationServices
    keys: AgencyKeys
    batches: Batches
    site_keys: SiteKeys
    nest: NestTransactions
    event: Event
    site: str


def partner_of(staff: Staff) -> Agency:
    """Return the agency with which an officer exchanges files: the other one. Raises ForbiddenError `role.missing`."""
    return agency_of(staff).other


def require_partner(staff: Staff, agency: Agency) -> None:
    """Raise ForbiddenError unless the officer exchanges files with this agency."""
    if partner_of(staff) is not agency:
        raise ForbiddenError("role.missing")
