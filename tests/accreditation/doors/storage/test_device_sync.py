"""Queries of the device sync: badges that moved, admissions of the day, states of devices."""

from datetime import timedelta

from accreditation.doors.domain.doors import Verdict
from accreditation.doors.storage.device_sync import SqlDeviceSync
from accreditation.doors.storage.presences import note_presence_change
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from tests.support.badge_office import Office
from tests.support.scan_office import ScanOffice
from tests.support.scan_rows import add_scans, scan_row

STORE = SqlDeviceSync()
MINUTE = timedelta(minutes=1)


async def test_presence_revision_counts_changes(transactions: Transactions) -> None:
    async with transactions.read() as transaction:
        assert await STORE.get_presence_revision(transaction) == 0
    async with transactions.write() as transaction:
        note_presence_change(transaction, "badge_1")
    async with transactions.read() as transaction:
        revision = await STORE.get_presence_revision(transaction)
    assert revision > 0


async def test_moved_badges_are_of_new_scans_and_changes(transactions: Transactions, clock: ManualClock) -> None:
    now = clock.now()
    await add_scans(
        transactions,
        scan_row("k1", now - MINUTE, badge_id="early"),
        scan_row("k2", now, badge_id="late"),
        scan_row("k3", now, badge_id=None),
    )
    async with transactions.write() as transaction:
        note_presence_change(transaction, "changed")
    async with transactions.read() as transaction:
        revision = await STORE.get_presence_revision(transaction)
        assert await STORE.list_moved_badges(transaction, since=now, revision=0) == {"late", "changed"}
        assert await STORE.list_moved_badges(transaction, since=now, revision=revision) == {"late"}
        assert await STORE.list_moved_badges(transaction, since=now + MINUTE, revision=revision) == set()


async def test_undo_changes_a_presence_without_a_new_scan(
    office: Office, doors: ScanOffice, clock: ManualClock
) -> None:
    badge = await office.active_badge()
    entered = await doors.ask(badge.token)
    after = clock.now() + MINUTE
    async with office.transactions.read() as transaction:
        assert await STORE.list_moved_badges(transaction, since=after, revision=0) == set()
    await doors.one(doors.undo(entered.scan.key))
    async with office.transactions.read() as transaction:
        assert await STORE.list_moved_badges(transaction, since=after, revision=0) == {badge.id}


async def test_offline_report_changes_a_presence_without_a_new_scan(
    office: Office, doors: ScanOffice, clock: ManualClock
) -> None:
    """The device did not receive the online verdict and showed another one."""
    badge = await office.active_badge()
    entered = await doors.ask(badge.token)
    await doors.one(doors.device_ruling(badge.token, verdict=Verdict.ALREADY_INSIDE, key=entered.scan.key))
    async with office.transactions.read() as transaction:
        moved = await STORE.list_moved_badges(transaction, since=clock.now() + MINUTE, revision=0)
    assert moved == {badge.id}


async def test_admitted_counts_entries_of_each_door(transactions: Transactions, clock: ManualClock) -> None:
    now = clock.now()
    await add_scans(
        transactions,
        scan_row("k1", now),
        scan_row("k2", now, verdict="admitted_again"),
        scan_row("k3", now, door="gate-b"),
        scan_row("k4", now, verdict="revoked"),
        scan_row("k5", now, undone_at=now),
        scan_row("k6", now - MINUTE),
    )
    async with transactions.read() as transaction:
        assert await STORE.count_admitted(transaction, now) == {"gate-a": 2, "gate-b": 1}
