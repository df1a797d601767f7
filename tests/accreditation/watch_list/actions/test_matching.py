"""Applications are compared with the list when they arrive and when a list is imported; settlements stay."""

from accreditation.applications.services import ApplicationServices
from accreditation.duplicates.domain.documents import digest_document
from accreditation.watch_list.actions.importing import check_list, import_list
from accreditation.watch_list.actions.matching import ComparedList, match_application, match_outdated
from accreditation.watch_list.actions.settling import list_watch_hits, settle_hit_of_list
from accreditation.watch_list.domain.hits import WatchVerdict
from accreditation.watch_list.domain.matching import WatchReason
from accreditation.watch_list.services import WatchServices
from conference.storage.engine import Database
from tests.support.application_services import save_applications
from tests.support.duplicates import numbered_application
from tests.support.watch_list import HEADINGS, TABLE, WATCH_OFFICER

OMAR = {"native_name": "عمر درويش", "family_name": "DARWEESH", "given_name": "UMAR KHALIL", "country": "JO"}
WITHOUT_OMAR = "Name\nWang Xiaolan\n"


async def import_table(watching: WatchServices, table: str) -> None:
    checked = await check_list(watching, table.encode(), HEADINGS, staff=WATCH_OFFICER)
    await import_list(watching, checked.digest, HEADINGS, staff=WATCH_OFFICER)


async def list_open(watching: WatchServices) -> list[tuple[str, tuple[WatchReason, ...]]]:
    page = await list_watch_hits(watching, settled=False, offset=0, limit=9, staff=WATCH_OFFICER)
    return [(hit.application_id, hit.reasons) for hit in page.hits]


async def test_listed_person_is_found_before_and_after_the_import(
    each_database: Database, desk: ApplicationServices, watching: WatchServices
) -> None:
    await save_applications(desk, numbered_application(1, **OMAR), numbered_application(2))
    assert await match_outdated(watching) == 0
    await import_table(watching, TABLE)
    assert await match_outdated(watching) == 2
    reasons = (WatchReason.NAME, WatchReason.COUNTRY)
    assert await list_open(watching) == [("app_1", reasons)]
    await save_applications(desk, numbered_application(8, **OMAR), numbered_application(9, **OMAR))
    assert await match_outdated(watching) == 2
    born = (WatchReason.NAME, WatchReason.BIRTH_DATE, WatchReason.COUNTRY)
    assert sorted(await list_open(watching)) == [("app_1", reasons), ("app_8", born)]
    assert await match_outdated(watching) == 0


async def test_passport_of_the_list_is_found_under_another_name(
    desk: ApplicationServices, watching: WatchServices
) -> None:
    await save_applications(desk, numbered_application(1))
    await import_table(watching, TABLE)
    async with desk.transactions.write() as transaction:
        key = await watching.secret.ensure(transaction)
        await watching.people.save_document(transaction, "app_1", digest_document(key, "JOR", "K7654321"))
    await match_outdated(watching)
    assert await list_open(watching) == [("app_1", (WatchReason.PASSPORT,))]


async def test_replaced_list_keeps_settlements_and_ends_open_hits(
    desk: ApplicationServices, watching: WatchServices
) -> None:
    await save_applications(desk, numbered_application(1, **OMAR), numbered_application(2, **OMAR))
    await import_table(watching, TABLE)
    await match_outdated(watching)
    page = await list_watch_hits(watching, settled=False, offset=0, limit=9, staff=WATCH_OFFICER)
    entry = page.hits[0].entry_id
    await settle_hit_of_list(
        watching, "app_1", entry, verdict=WatchVerdict.OTHER_PERSON, note="his cousin", staff=WATCH_OFFICER
    )
    await import_table(watching, WITHOUT_OMAR)
    await match_outdated(watching)
    assert await list_open(watching) == []
    await import_table(watching, TABLE)
    await match_outdated(watching)
    assert [application_id for application_id, _ in await list_open(watching)] == ["app_2"]
    settled = await list_watch_hits(watching, settled=True, offset=0, limit=9, staff=WATCH_OFFICER)
    assert [hit.settlement.note for hit in settled.hits if hit.settlement] == ["his cousin"]


async def test_unknown_application_is_not_compared(watching: WatchServices) -> None:
    await import_table(watching, TABLE)
    assert not await match_application(watching, "app_x", ComparedList(b"k" * 32, 1))
