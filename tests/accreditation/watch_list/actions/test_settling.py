"""Settlement of hits of the list, by its agency alone, with an entry of its own log and none of the site's."""

import pytest
from sqlalchemy import select

from accreditation.applications.services import ApplicationServices
from accreditation.watch_list.actions.matching import match_outdated
from accreditation.watch_list.actions.settling import list_log, list_watch_hits, read_watch_hit, settle_hit_of_list
from accreditation.watch_list.domain.hits import WatchVerdict
from accreditation.watch_list.services import WatchServices
from accreditation.watch_list.storage.tables import watch_hits
from conference.errors import ConflictError, ForbiddenError, NotFoundError
from conference.storage.audit import audit_log
from conference.storage.engine import Database
from tests.accreditation.watch_list.actions.test_matching import OMAR, import_table
from tests.support.application_samples import OFFICER_A, OFFICER_B, OTHER_STAFF
from tests.support.application_services import save_applications
from tests.support.duplicates import numbered_application
from tests.support.watch_list import TABLE, WATCH_OFFICER


async def save_hit(desk: ApplicationServices, watching: WatchServices) -> str:
    """Save an application of a listed person; return the id of the entry."""
    await save_applications(desk, numbered_application(1, **OMAR))
    await import_table(watching, TABLE)
    await match_outdated(watching)
    [hit] = (await list_watch_hits(watching, settled=False, offset=0, limit=9, staff=WATCH_OFFICER)).hits
    return hit.entry_id


async def test_hit_is_settled_once_with_a_sealed_note(
    each_database: Database, desk: ApplicationServices, watching: WatchServices
) -> None:
    entry = await save_hit(desk, watching)
    compared = await read_watch_hit(watching, "app_1", entry, staff=WATCH_OFFICER)
    assert compared.entry is not None
    assert compared.entry.number == "K7654321"
    await settle_hit_of_list(
        watching, "app_1", entry, verdict=WatchVerdict.LISTED_PERSON, note="confirmed by KPX", staff=WATCH_OFFICER
    )
    async with watching.transactions.read() as transaction:
        note = await transaction.connection.scalar(select(watch_hits.c.note))
        assert b"KPX" not in bytes(note or b"")
        assert (await transaction.connection.execute(select(audit_log))).all() == []
    again = await read_watch_hit(watching, "app_1", entry, staff=WATCH_OFFICER)
    assert again.hit.settlement is not None
    assert again.hit.settlement.note == "confirmed by KPX"
    log = await list_log(watching, offset=0, limit=9, staff=WATCH_OFFICER)
    assert [one.action for one in log.entries] == ["watch_list:hit:settled", "watch_list:list:imported"]
    with pytest.raises(ConflictError):
        await settle_hit_of_list(
            watching, "app_1", entry, verdict=WatchVerdict.OTHER_PERSON, note="", staff=WATCH_OFFICER
        )


async def test_other_staff_sees_no_hit_and_no_log(desk: ApplicationServices, watching: WatchServices) -> None:
    entry = await save_hit(desk, watching)
    for staff in (OFFICER_A, OFFICER_B, *OTHER_STAFF):
        with pytest.raises(ForbiddenError):
            await list_watch_hits(watching, settled=False, offset=0, limit=9, staff=staff)
        with pytest.raises(ForbiddenError):
            await read_watch_hit(watching, "app_1", entry, staff=staff)
        with pytest.raises(ForbiddenError):
            await list_log(watching, offset=0, limit=9, staff=staff)
        with pytest.raises(ForbiddenError):
            await settle_hit_of_list(watching, "app_1", entry, verdict=WatchVerdict.OTHER_PERSON, note="", staff=staff)
    with pytest.raises(NotFoundError):
        await read_watch_hit(watching, "app_1", "x", staff=WATCH_OFFICER)
