"""Lists of scans on SQLite and PostgreSQL."""

from datetime import timedelta

from accreditation.badges.actions.badges import reissue_badge
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.ports.scan_lists import ScanSearch
from accreditation.doors.storage.scan_lists import SqlScanLists
from conference.storage.transactions import Transactions
from tests.support.badge_office import DESK_CLERK, Office
from tests.support.scan_rows import add_scans, scan_row

STORE = SqlScanLists()
HOUR = timedelta(hours=1)


async def keys(transactions: Transactions, search: ScanSearch) -> tuple[list[str], int]:
    async with transactions.read() as transaction:
        page = await STORE.search(transaction, search)
    return [scan.scan_id.removeprefix("scan_") for scan in page.scans], page.total


async def test_scans_are_found_by_door_and_verdict(transactions: Transactions, office: Office) -> None:
    now = office.clock.now()
    await add_scans(
        transactions,
        scan_row("k1", now - HOUR),
        scan_row("k2", now, verdict="revoked", door="gate-b"),
        scan_row("k3", now - HOUR / 2, verdict="expired"),
        scan_row("k4", now, undone_at=now),
        scan_row("k5", now - 9 * HOUR),
    )
    since = now - 2 * HOUR
    assert await keys(transactions, ScanSearch(since=since)) == (["k2", "k3", "k1"], 3)
    assert await keys(transactions, ScanSearch(since=since, door="gate-a")) == (["k3", "k1"], 2)
    refused = frozenset({Verdict.REVOKED, Verdict.EXPIRED})
    assert await keys(transactions, ScanSearch(since=since, verdicts=refused)) == (["k2", "k3"], 2)
    assert await keys(transactions, ScanSearch(since=since, limit=1, offset=1)) == (["k3"], 3)


async def test_history_names_the_holder_of_a_reissued_badge_once(transactions: Transactions, office: Office) -> None:
    badge, now = await office.active_badge(), office.clock.now()
    await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    await add_scans(
        transactions,
        scan_row("k1", now - HOUR, badge_id=badge.id),
        scan_row("k2", now, badge_id=badge.id, undone_at=now),
        scan_row("k3", now),
    )
    async with transactions.read() as transaction:
        scans = await STORE.list_of_badge(transaction, badge.id, limit=10)
        found = await STORE.find_holder(transaction, badge.id)
        assert await STORE.find_holder(transaction, "f" * 16) is None
    assert [(scan.scan_id, scan.is_undone, scan.number) for scan in scans] == [
        ("scan_k2", True, "P-0001"),
        ("scan_k1", False, "P-0001"),
    ]
    assert found is not None
    assert (found[0], found[1].native_name) == ("P-0001", "Nguyễn Thị Hoa")
