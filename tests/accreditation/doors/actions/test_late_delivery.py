"""Enrolments that have ended: which of them may still send scans, and until when."""

import pytest
from sqlalchemy import select, text

from accreditation.doors.actions.devices import (
    About,
    DeviceServices,
    Enrolled,
    UnknownDeviceError,
    enrol_browser,
    enrol_device,
    find_device,
    flush_reports,
    lock_device,
    sign_out_device,
    take_report,
    unlock_device,
    wipe_device,
)
from accreditation.doors.domain.devices import LATE_DELIVERY, DeviceState
from accreditation.doors.storage.tables import devices
from conference.auth import storage as accounts
from conference.auth.logins import IDLE
from conference.clock import ManualClock
from conference.errors import ForbiddenError
from conference.ids import SequentialIds
from conference.storage.transactions import Transactions
from tests.accreditation.doors.actions.test_devices import CHIEF, GUARD, another_node, enrolled, report, signed_in


@pytest.fixture
def services(transactions: Transactions, clock: ManualClock, ids: SequentialIds) -> DeviceServices:
    return another_node(transactions, clock, ids)


async def of_login(services: DeviceServices, clock: ManualClock) -> Enrolled:
    """A device that ends with the login `login-1`."""
    login = await signed_in(services, clock)
    offer = await enrol_browser(services, "gate-a", staff=GUARD, login=login)
    return await enrol_device(services, offer.code, about=About())


async def unsent_of(services: DeviceServices, device_id: str) -> int | None:
    async with services.transactions.read() as transaction:
        queue: int | None = await transaction.connection.scalar(
            select(devices.c.queue).where(devices.c.id == device_id)
        )
        return queue


async def test_expired_device_sends_late_for_a_day(services: DeviceServices, clock: ManualClock) -> None:
    one = await enrolled(services, clock, hours=2)
    assert await find_device(services, one.token, late=True) == one.device
    clock.advance(2 * 3600)
    assert (await find_device(services, one.token, late=True)).state is DeviceState.SIGNED_OUT
    clock.advance(LATE_DELIVERY.total_seconds())
    with pytest.raises(UnknownDeviceError):
        await find_device(services, one.token, late=True)


@pytest.mark.parametrize("end", ["sign_out", "idle"])
async def test_device_of_an_ended_login_sends_late(services: DeviceServices, clock: ManualClock, end: str) -> None:
    one = await of_login(services, clock)
    if end == "idle":
        clock.advance(IDLE.total_seconds())
    else:
        async with services.transactions.write() as transaction:
            await accounts.delete_login(transaction.connection, "login-1")
    with pytest.raises(UnknownDeviceError):
        await find_device(services, one.token)
    assert (await find_device(services, one.token, late=True)).state is DeviceState.SIGNED_OUT


@pytest.mark.parametrize("change", [{"roles": ["badge_desk"]}, {"disabled_at": "now"}])
async def test_device_of_a_dismissed_guard_sends_nothing(
    services: DeviceServices, clock: ManualClock, change: dict[str, object]
) -> None:
    one = await of_login(services, clock)
    async with services.transactions.write() as transaction:
        values = {name: clock.now() if value == "now" else value for name, value in change.items()}
        await accounts.update_staff(transaction.connection, GUARD.id, **values)
        await accounts.delete_login(transaction.connection, "login-1")
    with pytest.raises(UnknownDeviceError):
        await find_device(services, one.token, late=True)


async def test_wiped_device_sends_nothing(services: DeviceServices, clock: ManualClock) -> None:
    one = await enrolled(services, clock)
    await wipe_device(services, one.device.id, staff=CHIEF)
    with pytest.raises(UnknownDeviceError):
        await find_device(services, one.token, late=True)


async def test_locked_device_waits_for_its_supervisor(services: DeviceServices, clock: ManualClock) -> None:
    one = await enrolled(services, clock, hours=2)
    await lock_device(services, one.device.id, staff=CHIEF)
    clock.advance(2 * 3600)
    with pytest.raises(ForbiddenError, match=r"device\.locked"):
        await find_device(services, one.token, late=True)
    await unlock_device(services, one.device.id, staff=CHIEF)
    assert (await find_device(services, one.token, late=True)).id == one.device.id


@pytest.mark.usefixtures("each_database")
async def test_device_that_lost_its_storage_sends_late(services: DeviceServices, clock: ManualClock) -> None:
    one = await enrolled(services, clock)
    take_report(services, one.device, report(clock, queue=0))
    await sign_out_device(services, one.device, unsent=3, storage_lost=True)
    await flush_reports(services, all_of_them=True)
    assert await unsent_of(services, one.device.id) == 3
    with pytest.raises(UnknownDeviceError):
        await find_device(services, one.token)
    late = await find_device(services, one.token, late=True)
    assert late.state is DeviceState.STORAGE_LOST
    await sign_out_device(services, late)
    assert await unsent_of(services, one.device.id) == 0
    with pytest.raises(UnknownDeviceError):
        await find_device(services, one.token, late=True)
    async with services.transactions.read() as transaction:
        wanted = text("SELECT action, details FROM audit_log ORDER BY seq DESC LIMIT 1")
        action, details = (await transaction.connection.execute(wanted)).one()
    assert action == "accreditation:device:storage_lost"
    assert '"unsent":3' in str(details).replace(" ", "")


async def test_locked_device_that_lost_its_storage_stays_locked(services: DeviceServices, clock: ManualClock) -> None:
    one = await enrolled(services, clock)
    await lock_device(services, one.device.id, staff=CHIEF)
    await sign_out_device(services, one.device, unsent=2, storage_lost=True)
    assert await unsent_of(services, one.device.id) == 2
    with pytest.raises(ForbiddenError):
        await find_device(services, one.token, late=True)
    await unlock_device(services, one.device.id, staff=CHIEF)
    assert (await find_device(services, one.token)).state is DeviceState.ACTIVE


async def test_expired_device_signs_out_when_it_has_sent_all(services: DeviceServices, clock: ManualClock) -> None:
    one = await enrolled(services, clock, hours=2)
    clock.advance(2 * 3600)
    await sign_out_device(services, await find_device(services, one.token, late=True))
    with pytest.raises(UnknownDeviceError):
        await find_device(services, one.token, late=True)
