"""Queries of the command post: counts, devices, conflicts and people."""

from datetime import timedelta

from accreditation.doors.domain.conflicts import Settlement
from accreditation.doors.domain.devices import Device, DeviceState, Right, Scope
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.ports.command_post import ScanCount
from accreditation.doors.storage.command_post import SqlCommandPost
from accreditation.doors.storage.devices import SqlDevices
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from tests.support.badge_office import Office
from tests.support.scan_rows import add_presences, add_scans, presence_row, scan_row

STORE = SqlCommandPost()
HOUR = timedelta(hours=1)


async def test_scans_are_counted_by_door_and_verdict(transactions: Transactions, clock: ManualClock) -> None:
    now = clock.now()
    await add_scans(
        transactions,
        scan_row("k1", now),
        scan_row("k2", now - HOUR),
        scan_row("k3", now, undone_at=now),
        scan_row("k4", now - 3 * HOUR),
        scan_row("k5", now, verdict="revoked", door="gate-b"),
    )
    async with transactions.read() as transaction:
        counts = await STORE.count_scans(transaction, since=now - 2 * HOUR, lately=now - timedelta(minutes=5))
    assert sorted(counts, key=lambda count: count.door) == [
        ScanCount("gate-a", Verdict.ADMITTED, 2, 1),
        ScanCount("gate-b", Verdict.REVOKED, 1, 1),
    ]


async def test_people_are_counted_by_zone_since_the_opening(transactions: Transactions, clock: ManualClock) -> None:
    now = clock.now()
    rows = [presence_row("b1", now), presence_row("b2", now), presence_row("b3", now - HOUR)]
    await add_presences(transactions, *rows, presence_row("b1", now, zone="press_centre"))
    async with transactions.read() as transaction:
        assert await STORE.count_people(transaction, opened=now) == {"venue": 2, "press_centre": 1}


async def test_expired_devices_and_unused_offers_are_not_listed(transactions: Transactions, clock: ManualClock) -> None:
    now = clock.now()

    def offered(name: str, expires_in: timedelta, offered_at: timedelta = timedelta(0)) -> Device:
        scope = Scope(("gate-a",), frozenset({Right.UNDO}), now + expires_in)
        return Device(f"dev_{name}", name, scope, DeviceState.OFFERED, "staff_ha", now - offered_at)

    async with transactions.write() as transaction:
        for device in (offered("b", HOUR), offered("a", HOUR), offered("c", -HOUR), offered("d", HOUR, 2 * HOUR)):
            await SqlDevices().add(transaction, device, code_hash=device.id, login_hash=None)
        listed = await STORE.list_devices(transaction, since=now - timedelta(minutes=30))
    assert [(one.device.name, one.report) for one in listed] == [("a", None), ("b", None)]


async def test_conflict_is_listed_until_it_is_settled(transactions: Transactions, clock: ManualClock) -> None:
    now = clock.now()
    later = scan_row("k2", now, door="gate-b", conflict="twice", conflict_key="k1", badge_id="unknown")
    await add_scans(transactions, scan_row("k1", now - HOUR), later)
    async with transactions.write() as transaction:
        (conflict,) = await STORE.list_conflicts(transaction, 5)
        assert conflict.earlier is not None
        assert (conflict.kind, conflict.earlier.key, conflict.later.door) == ("twice", "k1", "gate-b")
        assert (conflict.badge_id, conflict.number, conflict.holder) == ("unknown", None, None)
        assert await STORE.count_conflicts(transaction) == 1
        settlement = Settlement.MISSED_EXIT
        assert await STORE.save_settlement(transaction, "scan_k2", settlement, by="staff_ha", at=now)
        assert not await STORE.save_settlement(transaction, "scan_k2", settlement, by="staff_ha", at=now)
        assert not await STORE.save_settlement(transaction, "scan_k1", settlement, by="staff_ha", at=now)
        assert await STORE.list_conflicts(transaction, 5) == []
        assert await STORE.count_conflicts(transaction) == 0


async def test_people_are_listed_by_zone_with_their_badge(office: Office, clock: ManualClock) -> None:
    now = clock.now()
    badge = await office.active_badge("app_1")
    zones = [presence_row(badge.id, now, zone=zone) for zone in ("venue", "press_centre")]
    await add_presences(office.transactions, *zones)
    async with office.transactions.read() as transaction:
        people = await STORE.list_present(transaction, None, opened=now)
        assert [one.zone for one in people] == ["press_centre", "venue"]
        assert await STORE.list_present(transaction, "venue", opened=now) == [people[1]]
        assert await STORE.list_present(transaction, None, opened=now + HOUR) == []
        assert await STORE.find_badge_id(transaction, badge.number) == badge.id
        assert await STORE.find_badge_id(transaction, "P-9999") is None
    assert (people[1].number, people[1].native_name, people[1].entered_at) == (badge.number, "Nguyễn Thị Hoa", now)
    assert (people[1].latin_name, people[1].outlet) == ("THI HOA NGUYEN", "")
