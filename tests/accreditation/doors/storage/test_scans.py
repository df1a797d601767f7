"""Store of scans: found by key and id, movements of badges, changes."""

from dataclasses import replace

import pytest

from accreditation.access.rules import Direction
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.ports.scans import Scan
from accreditation.doors.storage.scans import SqlScans
from conference.clock import ManualClock
from conference.errors import ConflictError
from conference.storage.transactions import Transactions

STORE = SqlScans()


def scan(clock: ManualClock, number: int, verdict: Verdict = Verdict.ADMITTED, badge_id: str | None = "b1") -> Scan:
    now = clock.now()
    return Scan(
        id=f"scan_{number}",
        key=f"key-{number}",
        door="gate-a",
        zone="venue",
        direction=Direction.EXIT if verdict is Verdict.EXIT_RECORDED else Direction.ENTRY,
        method="camera",
        verdict=verdict,
        scanned_at=now,
        occurred_at=now,
        received_at=now,
        staff_id="staff_duc",
        device="dev_1",
        raw="",
        raw_sha256="0" * 64,
        raw_length=0,
        badge_id=badge_id,
    )


async def add(transactions: Transactions, *scans: Scan) -> None:
    async with transactions.write() as transaction:
        await STORE.add(transaction, scans)


async def test_scans_are_found_by_key_and_by_id(transactions: Transactions, clock: ManualClock) -> None:
    one, other = scan(clock, 1), scan(clock, 2, Verdict.UNKNOWN_BADGE, badge_id=None)
    await add(transactions, one, other)
    async with transactions.read() as transaction:
        assert await STORE.find_by_keys(transaction, ["key-1", "key-2", "key-3"]) == {"key-1": one, "key-2": other}
        assert await STORE.find_by_ids(transaction, ["scan_2", "key-1"]) == {"scan_2": other}
        assert await STORE.find_by_keys(transaction, []) == {}


async def test_movements_are_entries_and_exits_also_undone_ones(transactions: Transactions, clock: ManualClock) -> None:
    entered, left = scan(clock, 1), scan(clock, 2, Verdict.EXIT_RECORDED)
    undone = replace(scan(clock, 3, Verdict.OVERRIDDEN), undone_at=clock.now(), undone_by="staff_ha")
    await add(transactions, entered, left, undone, scan(clock, 4, Verdict.REVOKED), scan(clock, 5, badge_id="b2"))
    async with transactions.read() as transaction:
        movements = await STORE.list_movements(transaction, ["b1"])
    assert sorted(movements, key=lambda one: one.id) == [entered, left, undone]


async def test_scans_by_key_and_movements_are_read_together(transactions: Transactions, clock: ManualClock) -> None:
    entered, refused = scan(clock, 1), scan(clock, 2, Verdict.REVOKED)
    elsewhere = scan(clock, 3, badge_id="b2")
    await add(transactions, entered, refused, elsewhere, scan(clock, 4, badge_id="b3"))
    async with transactions.read() as transaction:
        found = await STORE.find_with_movements(transaction, ["key-1", "key-2", "key-3"], ["b1"])
        assert found == ({"key-1": entered, "key-2": refused, "key-3": elsewhere}, [entered])
        assert await STORE.find_with_movements(transaction, [], ["b1"]) == ({}, [entered])
        assert await STORE.find_with_movements(transaction, ["key-2"], []) == ({"key-2": refused}, [])
        assert await STORE.find_with_movements(transaction, [], []) == ({}, [])


async def test_scan_with_a_known_key_is_refused(transactions: Transactions, clock: ManualClock) -> None:
    await add(transactions, scan(clock, 1))
    with pytest.raises(ConflictError, match=r"scan\.kept_meanwhile"):
        await add(transactions, replace(scan(clock, 2), key="key-1"))


async def test_save_changes_a_scan_and_no_other(transactions: Transactions, clock: ManualClock) -> None:
    one, other = scan(clock, 1), scan(clock, 2)
    await add(transactions, one, other)
    changed = replace(
        one, verdict=Verdict.ALREADY_INSIDE, decided_offline=True, conflict="twice", conflict_key="key-2", grant_id="g"
    )
    async with transactions.write() as transaction:
        await STORE.save(transaction, [changed])
        assert await STORE.find_by_ids(transaction, ["scan_1", "scan_2"]) == {"scan_1": changed, "scan_2": other}
