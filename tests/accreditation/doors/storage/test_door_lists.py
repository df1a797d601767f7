"""Lists of devices as the badge desk reads them."""

from dataclasses import replace
from datetime import timedelta

from accreditation.badge_desk.ports import DoorList
from accreditation.doors.domain.devices import DeviceState, Report
from accreditation.doors.storage.devices import SqlDevices
from accreditation.doors.storage.door_lists import SqlDoorLists
from tests.support.badge_office import Office
from tests.support.scan_office import device


async def test_enrolled_devices_are_online_or_have_a_list(office: Office) -> None:
    now = office.clock.now()
    report = Report(now, "gate-a", 0, 0, None, None, now - timedelta(minutes=4), "b1", "vi")
    ended = replace(device("c"), state=DeviceState.WIPED, ended_at=now)
    async with office.transactions.write() as transaction:
        for one in (device("a"), device("b"), ended, device("d")):
            await SqlDevices().add(transaction, one, code_hash=one.id, login_hash=None)
        reports = {f"dev_{name}": report for name in "abc"}
        reports["dev_b"] = replace(report, at=now - timedelta(minutes=3))
        await SqlDevices().save_reports(transaction, reports)
        found = await SqlDoorLists().read(transaction, now=now)
    assert found == [DoorList("a", report.list_at, True), DoorList("b", report.list_at, False)]
