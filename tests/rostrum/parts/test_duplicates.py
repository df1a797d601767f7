"""The search for duplicates in the background: after a submission, and for applications left at a start."""

import asyncio

from accreditation.applications.domain.events import ApplicationSubmitted
from accreditation.duplicates.actions.comparing import compare_outdated
from rostrum.parts.desk import application_services
from rostrum.parts.duplicates import duplicate_services, install_search
from rostrum.runtime import Runtime
from tests.conftest import MORNING
from tests.support.application_services import save_applications
from tests.support.duplicates import numbered_application

SAME = {"native_name": "ليلى حداد", "family_name": "HADDAD", "given_name": "LEILA"}


async def test_search_compares_at_the_start_and_after_submissions(runtime: Runtime) -> None:
    applications = application_services(runtime)
    services = duplicate_services(runtime, applications)
    search = install_search(services, runtime)

    async def count_hits(at_least: int) -> int:
        async with asyncio.timeout(10):
            while True:
                async with runtime.transactions.read() as transaction:
                    _, total = await services.hits.list_open(transaction, offset=0, limit=9)
                if total >= at_least:
                    return total
                await asyncio.sleep(0.01)

    await save_applications(applications, numbered_application(1, **SAME), numbered_application(2, **SAME))
    async with search.running():
        assert await count_hits(1) == 1
        await save_applications(applications, numbered_application(3, **SAME))
        await runtime.bus.publish(ApplicationSubmitted("app_3", MORNING))
        assert await count_hits(3) == 3
    assert await compare_outdated(services) == 0
