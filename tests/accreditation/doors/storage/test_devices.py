"""Store of devices: offered, enrolled, ended, with reports and the login that a device ends with."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from accreditation.doors.domain.devices import Device, DeviceState, Report, Right, Scope
from accreditation.doors.storage.devices import DEVICE_COLUMNS, DEVICES_AND_LOGINS, SqlDevices, report_of
from accreditation.doors.storage.tables import devices
from conference.auth import storage as accounts
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from rostrum import roles
from tests.support.application_samples import staff

STORE = SqlDevices()
CODE, TOKEN, LOGIN = "c" * 64, "t" * 64, "login-1"
GUARD = staff("duc", roles.DOOR)


@pytest.fixture
def device(clock: ManualClock) -> Device:
    scope = Scope(("gate-a", "gate-b"), frozenset({Right.UNDO}), clock.now() + timedelta(days=2))
    return Device("dev_1", "Phone 7", scope, DeviceState.OFFERED, GUARD.id, clock.now())


async def add(transactions: Transactions, device: Device, login_hash: str | None = None) -> None:
    async with transactions.write() as transaction:
        await STORE.add(transaction, device, code_hash=CODE, login_hash=login_hash)


async def enrol(transactions: Transactions, device: Device, clock: ManualClock) -> Device:
    enrolled = replace(device, state=DeviceState.ACTIVE, enrolled_at=clock.now())
    async with transactions.write() as transaction:
        assert await STORE.save_enrolment(transaction, enrolled, token_hash=TOKEN, about={"language": "vi"})
    return enrolled


async def find(transactions: Transactions, device_id: str = "dev_1") -> Device | None:
    async with transactions.read() as transaction:
        record = await STORE.find(transaction, device_id)
    return record.device if record is not None else None


async def test_offered_device_is_found_by_id_and_code(transactions: Transactions, device: Device) -> None:
    await add(transactions, device)
    assert await find(transactions) == device
    assert await find(transactions, "dev_2") is None
    async with transactions.read() as transaction:
        record = await STORE.find_by_code(transaction, CODE)
        assert record is not None
        assert (record.device, record.as_enrolled, record.used_at) == (device, device, None)
        assert await STORE.find_by_token(transaction, CODE) is None


async def test_code_enrols_one_device_once(transactions: Transactions, device: Device, clock: ManualClock) -> None:
    await add(transactions, device)
    enrolled = await enrol(transactions, device, clock)
    async with transactions.write() as transaction:
        assert not await STORE.save_enrolment(transaction, enrolled, token_hash="other", about={})
        assert await STORE.find_by_code(transaction, CODE) is None
        record = await STORE.find_by_token(transaction, TOKEN)
    assert record is not None
    assert record.device == enrolled


@pytest.mark.parametrize(("state", "keeps_token"), [(DeviceState.WIPED, False), (DeviceState.STORAGE_LOST, True)])
async def test_ended_device_keeps_its_token_only_for_late_scans(
    transactions: Transactions, device: Device, clock: ManualClock, state: DeviceState, keeps_token: bool
) -> None:
    await add(transactions, device)
    ended = replace(await enrol(transactions, device, clock), state=state, ended_at=clock.now())
    async with transactions.write() as transaction:
        await STORE.save(transaction, ended)
        record = await STORE.find_by_token(transaction, TOKEN)
        assert (record is not None) is keeps_token
    assert await find(transactions) == ended


async def test_final_number_of_unsent_scans_deletes_the_token(
    transactions: Transactions, device: Device, clock: ManualClock
) -> None:
    await add(transactions, device)
    await enrol(transactions, device, clock)
    async with transactions.write() as transaction:
        await STORE.save_unsent(transaction, device.id, 3, is_final=False)
        assert await STORE.find_by_token(transaction, TOKEN) is not None
        await STORE.save_unsent(transaction, device.id, 2, is_final=True)
        assert await STORE.find_by_token(transaction, TOKEN) is None
        assert await transaction.connection.scalar(select(devices.c.queue)) == 2


async def test_report_is_read_as_it_was_saved(transactions: Transactions, device: Device, clock: ManualClock) -> None:
    now = clock.now()
    report = Report(now, "gate-a", -40, 3, 0.5, False, now - timedelta(minutes=1), "b1", "ar")
    await add(transactions, device)
    async with transactions.write() as transaction:
        row = (await transaction.connection.execute(select(*DEVICE_COLUMNS).select_from(DEVICES_AND_LOGINS))).one()
        assert report_of(row) is None
        await STORE.save_reports(transaction, {device.id: report, "dev_9": report})
        row = (await transaction.connection.execute(select(*DEVICE_COLUMNS).select_from(DEVICES_AND_LOGINS))).one()
    assert report_of(row) == report


async def test_device_of_a_login_ends_with_it_and_may_send_late(
    transactions: Transactions, device: Device, clock: ManualClock
) -> None:
    login_ends_at = clock.now() + timedelta(hours=18)
    async with transactions.write() as transaction:
        await accounts.add_staff(transaction.connection, GUARD, password_hash="x", at=clock.now())
        connection = transaction.connection
        await accounts.add_login(connection, LOGIN, GUARD.id, at=clock.now(), expires_at=login_ends_at)
        login_hash = await connection.scalar(select(accounts.logins_table.c.secret_hash))
        assert await STORE.find_login_end(transaction, str(login_hash)) == login_ends_at
        assert await STORE.find_login_end(transaction, "other") is None
    await add(transactions, device, login_hash)
    enrolled = await enrol(transactions, device, clock)
    async with transactions.write() as transaction:
        record = await STORE.find(transaction, device.id)
        assert record is not None
        assert record.device.scope.expires_at == login_ends_at
        assert record.used_at == clock.now()
        await transaction.connection.execute(accounts.logins_table.delete())
        record = await STORE.find(transaction, device.id, lock=True)
    assert record is not None
    assert record.device.state is DeviceState.SIGNED_OUT
    assert record.as_enrolled == enrolled
