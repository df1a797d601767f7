"""Device sync: answers at once when something differs, waits otherwise, and ends early for a reason."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from accreditation.doors.actions.devices import (
    About,
    DeviceServices,
    enrol_device,
    lock_device,
    offer_enrolment,
    take_report,
)
from accreditation.doors.actions.roster import RosterServices, Trust
from accreditation.doors.domain.devices import Device, DeviceState, Report, Right, Scope
from accreditation.doors.ports.devices import Notice
from accreditation.doors.runtime import device_sync
from accreditation.doors.runtime.device_cache import DeviceCache
from accreditation.doors.runtime.device_sync import DeviceCursor, DeviceSync, SyncDelta, SyncServices, WatchSnapshot
from accreditation.doors.storage.device_sync import SqlDeviceSync
from accreditation.doors.storage.devices import SqlDevices
from accreditation.doors.storage.notices import SqlNotices
from accreditation.doors.storage.pins import SqlPins
from accreditation.doors.storage.roster import SqlRoster
from accreditation.doors.storage.tables import devices
from conference.clock import ManualClock
from conference.errors import ThrottledError
from conference.ids import SequentialIds
from tests.support.badge_office import EVENT, Office
from tests.support.door_devices import CHIEF
from tests.support.scan_rows import add_presences, add_scans, presence_row, scan_row

LONG_S = 30.0
HOUR = timedelta(hours=1)


def plan_digest(trust: Trust) -> str:
    return f"plan of {len(trust.supervisors)}"


@dataclass
class SyncOffice:
    """A device sync over the office's database, and one enrolled device at gate A."""

    office: Office
    devices: DeviceServices
    sync: DeviceSync
    device: Device

    async def ask(self, have: DeviceCursor, *, wait_s: float = 0, device: Device | None = None) -> SyncDelta:
        asking = self.sync.wait_for_delta(device or self.device, have, wait_s=wait_s, plan_digest=plan_digest)
        return await asyncio.wait_for(asking, 10)

    async def cursor(self) -> DeviceCursor:
        """Return the cursor of a device that has everything."""
        delta = await self.ask(DeviceCursor("gate-a", 0, "", ""))
        return DeviceCursor("gate-a", delta.snapshot.revision, plan_digest(delta.snapshot.trust), delta.cursor)

    async def waiting(self, have: DeviceCursor, device: Device | None = None) -> "asyncio.Task[SyncDelta]":
        """Start a request that waits, and return once it does."""
        task = asyncio.create_task(self.ask(have, wait_s=LONG_S, device=device))
        await asyncio.sleep(0.02)
        assert not task.done(), task
        return task


@pytest.fixture
async def syncing(office: Office, clock: ManualClock, ids: SequentialIds) -> AsyncIterator[SyncOffice]:
    device_services = DeviceServices(
        transactions=office.transactions,
        devices=SqlDevices(),
        doors=frozenset({"gate-a"}),
        clock=clock,
        ids=ids,
        cache=DeviceCache(),
    )
    roster = RosterServices(
        transactions=office.transactions,
        roster=SqlRoster(),
        pins=SqlPins(),
        keys=office.keys,
        plan=office.desk.plan,
        clock=clock,
    )
    services = SyncServices(
        transactions=office.transactions,
        devices=device_services,
        roster=roster,
        notices=SqlNotices(),
        sync_store=SqlDeviceSync(),
        clock=clock,
        zone=EVENT.zone_info,
    )
    scope = Scope(("gate-a",), frozenset({Right.UNDO}), clock.now() + 8 * HOUR)
    offer = await offer_enrolment(device_services, scope, name="Phone 7", staff=CHIEF)
    enrolled = await enrol_device(device_services, offer.code, about=About(address=secrets.token_hex(4)))
    sync = DeviceSync(services, "ep")
    yield SyncOffice(office, device_services, sync, enrolled.device)
    await sync.close()


async def receive(task: Awaitable[SyncDelta]) -> SyncDelta:
    return await asyncio.wait_for(task, 8)


async def test_device_without_a_roster_gets_no_presences(syncing: SyncOffice, clock: ManualClock) -> None:
    await add_presences(syncing.office.transactions, presence_row("b1", clock.now()))
    delta = await syncing.ask(DeviceCursor("gate-a", 0, "", ""), wait_s=LONG_S)
    assert (delta.moved, delta.is_complete, delta.counts) == ({}, False, {"venue": 1})
    assert delta.cursor.startswith("ep.1.")


async def test_unchanged_device_is_answered_after_its_wait(syncing: SyncOffice) -> None:
    have = await syncing.cursor()
    delta = await syncing.ask(have, wait_s=0.01)
    assert (delta.cursor, delta.moved) == (have.cursor, {})


@pytest.mark.usefixtures("each_database")
async def test_notified_move_wakes_a_waiting_device(syncing: SyncOffice, clock: ManualClock) -> None:
    task = await syncing.waiting(await syncing.cursor())
    await add_scans(syncing.office.transactions, scan_row("k1", clock.now(), badge_id="b1"))
    await add_presences(syncing.office.transactions, presence_row("b1", clock.now()))
    syncing.sync.notify("b1")
    delta = await receive(task)
    assert [(badge, sorted(zones)) for badge, zones in delta.moved.items()] == [("b1", ["venue"])]
    assert (delta.is_complete, delta.counts["venue"]) == (False, 1)


async def test_cursor_of_another_epoch_gets_all_presences(syncing: SyncOffice, clock: ManualClock) -> None:
    await add_presences(syncing.office.transactions, presence_row("b1", clock.now()))
    have = replace(await syncing.cursor(), revision=7, cursor="other.3.x")
    delta = await syncing.ask(have, wait_s=LONG_S)
    assert (list(delta.moved), delta.is_complete) == (["b1"], True)


@pytest.mark.usefixtures("each_database")
async def test_newer_request_of_a_device_ends_its_first(syncing: SyncOffice) -> None:
    have = await syncing.cursor()
    first = await syncing.waiting(have)
    second = await syncing.waiting(have)
    assert (await receive(first)).cursor == have.cursor
    await syncing.sync.close()
    assert (await receive(second)).cursor == have.cursor


@pytest.mark.usefixtures("each_database")
async def test_lock_ends_the_wait_and_a_locked_device_waits_on(syncing: SyncOffice, clock: ManualClock) -> None:
    have = await syncing.cursor()
    task = await syncing.waiting(have)
    locked = await lock_device(syncing.devices, syncing.device.id, staff=CHIEF)
    syncing.sync.notify()
    assert (await receive(task)).moved == {}
    assert locked.state is DeviceState.LOCKED
    changed = replace(have, revision=99)  # would be answered at once if the device were not locked
    waiting = await syncing.waiting(changed, device=locked)
    await syncing.sync.close()
    assert (await receive(waiting)).cursor == have.cursor


async def test_too_many_waiting_devices_are_refused(syncing: SyncOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    have = await syncing.cursor()
    monkeypatch.setattr(device_sync, "MAX_WAITING_DEVICES", 0)
    with pytest.raises(ThrottledError):
        await syncing.ask(have)


async def test_close_saves_reports_that_are_not_due(syncing: SyncOffice, clock: ManualClock) -> None:
    report = Report(clock.now(), "gate-a", 0, 3, None, None, None, "b1", "vi")
    take_report(syncing.devices, syncing.device, report)
    await syncing.sync.close()
    async with syncing.office.transactions.read() as transaction:
        assert await transaction.connection.scalar(select(devices.c.queue)) == 3
        assert await SqlDeviceSync().find_states(transaction, [syncing.device.id]) == {syncing.device.id: "active"}


def test_notices_of_a_snapshot_are_active_and_of_the_door(clock: ManualClock) -> None:
    now = clock.now()

    def notice(notice_id: str, *doors: str, lasts: timedelta = HOUR) -> Notice:
        return Notice(notice_id, "Text", None, doors, "staff_ha", now, now + lasts)

    notices = (notice("all"), notice("here", "gate-a"), notice("there", "gate-b"), notice("over", lasts=-HOUR))
    snapshot = WatchSnapshot(now, 1, Trust((), ()), notices, {})
    assert [one.id for one in snapshot.notices_at("gate-a", now)] == ["all", "here"]
    assert [one.id for one in snapshot.notices_at("gate-a", now + HOUR)] == []
