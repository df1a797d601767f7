"""Scans of one application are deleted, and the revision of the roster stays that of the devices."""

from accreditation.badges.storage.erasing import ERASERS as BADGE_ERASERS
from accreditation.doors.storage.erasing import LIST_ERASERS, SCAN_ERASERS, remove_from_rosters
from accreditation.doors.storage.roster import SqlRoster
from conference.clock import ManualClock
from conference.event import Event
from conference.storage.transactions import Transactions
from rostrum.parts.retention import list_erasers
from tests.support.each_database import database
from tests.support.marked_rows import add_marked_rows

__all__ = ["database"]


async def test_newest_change_of_the_roster_stays(transactions: Transactions, clock: ManualClock, event: Event) -> None:
    await add_marked_rows(transactions, list_erasers(event, clock), count=3, at=clock.now())
    async with transactions.write() as transaction:
        before = await SqlRoster().get_revision(transaction)
        for eraser in LIST_ERASERS:
            await eraser.erase(transaction, limit=10)
        assert await SqlRoster().get_revision(transaction) == before


async def test_rows_of_one_application_are_deleted(
    transactions: Transactions, clock: ManualClock, event: Event
) -> None:
    await add_marked_rows(transactions, list_erasers(event, clock), count=3, at=clock.now())
    async with transactions.write() as transaction:
        erased = {eraser.name: await eraser.erase_person(transaction, "2applications") for eraser in SCAN_ERASERS}
        badges = [await eraser.erase_person(transaction, "2applications") for eraser in BADGE_ERASERS]
    assert erased == {"presences": 1, "presence_changes": 0, "scans": 1, "notices": 1}
    assert badges == [0, 1]


async def test_deleted_application_is_removed_from_rosters(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        before = await SqlRoster().get_revision(transaction)
        await remove_from_rosters(transaction, "app_gone")
        assert await SqlRoster().list_changed(transaction, before) == ["app_gone"]
        assert await SqlRoster().list_by_applications(transaction, ["app_gone"]) == []
