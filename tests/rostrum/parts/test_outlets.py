"""Wiring of outlets."""

from datetime import timedelta

from accreditation.applications.domain.intake import Intake
from accreditation.outlets.domain.places import PlaceRules
from conference.event.model import OutletRules
from rostrum.parts.accreditation import assemble_accreditation
from rostrum.parts.outlets import outlet_services
from rostrum.runtime import Runtime
from tests.support.quick_documents import QuickDocumentStudio


async def test_services_have_the_rules_of_the_event(runtime: Runtime) -> None:
    services = outlet_services(runtime, assemble_accreditation(runtime).applications, QuickDocumentStudio())
    assert services.rules == PlaceRules()
    assert runtime.event.outlets == OutletRules()
    closes_at = runtime.event.applications.closes_at
    assert services.intake_at(closes_at - timedelta(seconds=1)) is Intake.OPEN
    assert services.intake_at(closes_at) is Intake.LATE
