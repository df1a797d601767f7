"""Stored hits: listed by state, replaced, deleted; new data or a new list are compared again."""

from dataclasses import replace

from accreditation.applications.services import ApplicationServices
from accreditation.watch_list.domain.hits import WatchHit, WatchSettlement, WatchVerdict
from accreditation.watch_list.domain.matching import WatchReason
from accreditation.watch_list.services import WatchServices
from conference.storage.engine import Database
from tests.support.application_samples import NOON
from tests.support.application_services import save_applications
from tests.support.duplicates import numbered_application

HIT = WatchHit(application_id="app_1", entry_id="e1", reasons=(WatchReason.NAME,), found_at=NOON)
SETTLED = WatchSettlement(verdict=WatchVerdict.OTHER_PERSON, officer="staff_thu", at=NOON, note="his cousin")


async def test_hits_are_listed_by_state_and_deleted(
    each_database: Database, desk: ApplicationServices, watching: WatchServices
) -> None:
    await save_applications(desk, numbered_application(1))
    settled, store = replace(HIT, entry_id="e2", settlement=SETTLED), watching.hits
    async with watching.transactions.write() as transaction:
        await store.save(transaction, [HIT, settled])
        assert await store.list_page(transaction, settled=False, offset=0, limit=9) == ([HIT], 1)
        assert await store.list_page(transaction, settled=True, offset=0, limit=9) == ([settled], 1)
        await store.delete(transaction, "app_1", ["e1"])
        assert await store.list_of(transaction, "app_1") == [settled]
        assert await store.find(transaction, "app_1", "e1") is None


async def test_new_list_or_new_data_are_compared_again(desk: ApplicationServices, watching: WatchServices) -> None:
    application = numbered_application(1)
    await save_applications(desk, application)
    async with watching.transactions.write() as transaction:
        await watching.hits.note_compared(transaction, "app_1", application.data_version, 1)
        assert await watching.hits.list_outdated(transaction, 1, limit=9) == []
        assert await watching.hits.list_outdated(transaction, 2, limit=9) == ["app_1"]
        await watching.hits.note_compared(transaction, "app_1", application.data_version + 1, 1)
        assert await watching.hits.list_outdated(transaction, 1, limit=9) == ["app_1"]
