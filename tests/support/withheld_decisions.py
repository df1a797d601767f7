"""Decisions of a served application, recorded by the actions of officers."""

from accreditation.applications.domain.applications import Agency, Application
from accreditation.applications.domain.seen import SeenVersion
from accreditation.vetting.actions.vetting import record_finding
from tests.support.accreditation_pages import Client
from tests.support.application_samples import APPROVE, OFFICER_A, OFFICER_B, REFUSE
from tests.support.vetting_pages import load_application, services_of


async def decide(client: Client, address: str, security: str) -> Application:
    """Record an approval of accreditation, and the finding of security if there is one."""
    services, application = services_of(client), await load_application(client, address)
    seen = SeenVersion(application.id, application.version)
    await record_finding(services, APPROVE, agency=Agency.ACCREDITATION, seen=seen, staff=OFFICER_A)
    if security:
        finding = APPROVE if security == "approved" else REFUSE
        await record_finding(services, finding, agency=Agency.SECURITY, seen=seen, staff=OFFICER_B)
    return await load_application(client, address)
