"""The comparison with the watch-list in the background: after a submission and after an import."""

import asyncio
from functools import partial

from accreditation.watch_list.actions.importing import check_list, import_list
from accreditation.watch_list.actions.matching import match_outdated
from rostrum.parts.comparisons.background_search import BackgroundSearch
from rostrum.parts.comparisons.duplicates import duplicate_services
from rostrum.parts.comparisons.watch_list import watch_services
from rostrum.parts.desk import application_services
from rostrum.runtime import Runtime
from tests.support.application_services import save_applications
from tests.support.duplicates import numbered_application
from tests.support.watch_list import HEADINGS, WATCH_OFFICER


async def test_applications_are_compared_after_an_import(runtime: Runtime) -> None:
    applications = application_services(runtime)
    services = watch_services(runtime, duplicate_services(runtime, applications))
    await save_applications(applications, numbered_application(1, native_name="Lan Anh Do"))
    search = BackgroundSearch("watch list", partial(match_outdated, services))
    async with search.running():
        checked = await check_list(services, b"Name\nDo Lan Anh\n", HEADINGS, staff=WATCH_OFFICER)
        await import_list(services, checked.digest, HEADINGS, staff=WATCH_OFFICER)
        await search.notify(None)
        async with asyncio.timeout(10):
            total = 0
            while not total:
                await asyncio.sleep(0.01)
                async with runtime.transactions.read() as transaction:
                    _, total = await services.hits.list_page(transaction, settled=False, offset=0, limit=9)
    assert total == 1
