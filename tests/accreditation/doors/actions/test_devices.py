"""Devices of the doors: who may offer, who may enrol, and how each of them ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from accreditation.doors.actions.devices import (
    About,
    DeviceServices,
    Enrolled,
    UnknownDeviceError,
    digest,
    enrol_browser,
    enrol_device,
    find_device,
    flush_reports,
    get_device,
    lock_device,
    offer_enrolment,
    sign_out_device,
    take_report,
    unlock_device,
    wipe_device,
)
from accreditation.doors.domain.devices import ENROL_WITHIN, LONGEST, DeviceState, Report, Right, Scope
from accreditation.doors.runtime.device_cache import DeviceCache
from accreditation.doors.storage.devices import DEVICE_COLUMNS, DEVICES_AND_LOGINS, SqlDevices, report_of
from conference.auth import storage as accounts
from conference.auth.logins import IDLE
from conference.auth.roles import Staff
from conference.clock import ManualClock
from conference.errors import ForbiddenError, InvalidError, NotFoundError, RuleError, ThrottledError
from conference.ids import SequentialIds
from conference.storage.transactions import Transactions
from rostrum import roles
from rostrum.roles import ROLE_TABLE
from tests.support.application_samples import staff

DOORS = frozenset({"gate-a", "gate-b"})
CHIEF = staff("ha", roles.DOOR_SUPERVISOR)
GUARD = staff("duc", roles.DOOR)


@pytest.fixture
def services(transactions: Transactions, clock: ManualClock, ids: SequentialIds) -> DeviceServices:
    return another_node(transactions, clock, ids)


def another_node(transactions: Transactions, clock: ManualClock, ids: SequentialIds) -> DeviceServices:
    return DeviceServices(
        transactions=transactions, devices=SqlDevices(), doors=DOORS, clock=clock, ids=ids, cache=DeviceCache()
    )


def scope(clock: ManualClock, *doors: str, hours: float = 8) -> Scope:
    return Scope(doors or ("gate-a",), frozenset({Right.UNDO}), clock.now() + timedelta(hours=hours))


async def enrolled(services: DeviceServices, clock: ManualClock, *doors: str, hours: float = 8) -> Enrolled:
    offer = await offer_enrolment(services, scope(clock, *doors, hours=hours), name="Phone 7", staff=CHIEF)
    return await enrol_device(services, offer.code, about=About("vi", "b1", "10.0.0.1"))


async def signed_in(
    services: DeviceServices, clock: ManualClock, person: Staff = GUARD, secret: str = "login-1"
) -> str:
    async with services.transactions.write() as transaction:
        await accounts.add_staff(transaction.connection, person, password_hash="x", at=clock.now())
        until = clock.now() + timedelta(hours=18)
        await accounts.add_login(transaction.connection, secret, person.id, at=clock.now(), expires_at=until)
    return secret


async def actions_recorded(services: DeviceServices) -> list[str]:
    async with services.transactions.read() as transaction:
        rows = await transaction.connection.execute(text("SELECT action FROM audit_log ORDER BY seq"))
        return [row.action for row in rows]


@pytest.mark.usefixtures("each_database")
async def test_offer_works_once_and_gives_the_offered_scope(services: DeviceServices, clock: ManualClock) -> None:
    offer = await offer_enrolment(services, scope(clock, "gate-a", "gate-b"), name="  Phone\n7 ", staff=CHIEF)
    one = await enrol_device(services, offer.code, about=About("vi", "b1", "10.0.0.1"))
    assert await find_device(services, one.token) == one.device
    assert one.device.name == "Phone 7"
    assert one.device.scope == scope(clock, "gate-a", "gate-b")
    assert one.device.state is DeviceState.ACTIVE
    assert one.device.enrolled_at == clock.now()
    with pytest.raises(UnknownDeviceError, match=r"device\.code_unknown"):
        await enrol_device(services, offer.code, about=About())
    assert await actions_recorded(services) == ["accreditation:device:offered", "accreditation:device:enrolled"]


@pytest.mark.usefixtures("each_database")
async def test_neither_code_nor_token_is_kept(services: DeviceServices, clock: ManualClock) -> None:
    offer = await offer_enrolment(services, scope(clock), name="Phone", staff=CHIEF)
    one = await enrol_device(services, offer.code, about=About())
    await offer_enrolment(services, scope(clock), name="Phone", staff=CHIEF)
    async with services.transactions.read() as transaction:
        rows = [str(row) for row in await transaction.connection.execute(text("SELECT * FROM devices"))]
        rows += [str(row) for row in await transaction.connection.execute(text("SELECT * FROM audit_log"))]
    assert offer.code not in "".join(rows)
    assert one.token not in "".join(rows)
    assert digest(one.token) in "".join(rows)


async def test_a_code_ends_after_its_minutes(services: DeviceServices, clock: ManualClock) -> None:
    offer = await offer_enrolment(services, scope(clock), name="Phone", staff=CHIEF)
    assert offer.expires_at == clock.now() + ENROL_WITHIN
    clock.advance(ENROL_WITHIN.total_seconds())
    with pytest.raises(UnknownDeviceError):
        await enrol_device(services, offer.code, about=About())


async def test_codes_are_not_guessed_for_long(services: DeviceServices) -> None:
    for _ in range(20):
        with pytest.raises(UnknownDeviceError):
            await enrol_device(services, "guess", about=About(address="10.0.0.9"))
    with pytest.raises(ThrottledError):
        await enrol_device(services, "guess", about=About(address="10.0.0.9"))
    with pytest.raises(UnknownDeviceError):
        await enrol_device(services, "guess", about=About(address="10.0.0.10"))


async def test_valid_codes_enrol_after_wrong_ones_of_one_network(services: DeviceServices, clock: ManualClock) -> None:
    for n in range(21):
        with pytest.raises((UnknownDeviceError, ThrottledError)):
            await enrol_device(services, "guess", about=About(address=f"2001:db8::{n:x}"))
    with pytest.raises(ThrottledError):
        await enrol_device(services, "guess", about=About(address="2001:db8::99"))
    offers = [await offer_enrolment(services, scope(clock), name="Phone", staff=CHIEF) for _ in range(25)]
    for offer in offers:
        await enrol_device(services, offer.code, about=About(address="2001:db8::1"))
    with pytest.raises(ThrottledError):
        await enrol_device(services, offers[0].code, about=About(address="2001:db8::1"))


async def test_an_offer_that_does_not_fit_says_where(services: DeviceServices, clock: ManualClock) -> None:
    for name, doors, hours, field in (
        ("", ("gate-a",), 8, "name"),
        ("x" * 81, ("gate-a",), 8, "name"),
        ("Phone", ("gate-z",), 8, "doors"),
        ("Phone", ("gate-a",), 0, "until"),
        ("Phone", ("gate-a",), LONGEST.total_seconds() / 3600 + 0.01, "until"),
    ):
        with pytest.raises(InvalidError) as caught:
            await offer_enrolment(services, scope(clock, *doors, hours=hours), name=name, staff=CHIEF)
        assert list(caught.value.fields) == [field]
    with pytest.raises(InvalidError):
        await offer_enrolment(services, Scope((), frozenset(), clock.now() + LONGEST), name="Phone", staff=CHIEF)


async def test_only_supervisors_offer_lock_unlock_and_wipe(services: DeviceServices, clock: ManualClock) -> None:
    one = await enrolled(services, clock)
    for role in [role for role in ROLE_TABLE if role is not roles.DOOR_SUPERVISOR]:
        other = staff("other", role)
        with pytest.raises(ForbiddenError):
            await offer_enrolment(services, scope(clock), name="Phone", staff=other)
        for act in (lock_device, unlock_device, wipe_device, get_device):
            with pytest.raises(ForbiddenError):
                await act(services, one.device.id, staff=other)
    assert (await find_device(services, one.token)).state is DeviceState.ACTIVE


async def test_a_locked_device_only_waits_until_it_is_unlocked(services: DeviceServices, clock: ManualClock) -> None:
    one = await enrolled(services, clock)
    await lock_device(services, one.device.id, staff=CHIEF)
    with pytest.raises(ForbiddenError, match=r"device\.locked"):
        await find_device(services, one.token)
    assert (await find_device(services, one.token, locked=True)).state is DeviceState.LOCKED
    await unlock_device(services, one.device.id, staff=CHIEF)
    assert (await find_device(services, one.token)).state is DeviceState.ACTIVE
    assert (await actions_recorded(services))[-2:] == ["accreditation:device:locked", "accreditation:device:unlocked"]


@pytest.mark.usefixtures("each_database")
async def test_a_wiped_device_is_unknown_at_once_and_never_comes_back(
    services: DeviceServices, clock: ManualClock
) -> None:
    one = await enrolled(services, clock)
    await find_device(services, one.token)
    await wipe_device(services, one.device.id, staff=CHIEF)
    with pytest.raises(UnknownDeviceError):
        await find_device(services, one.token, locked=True)
    for act in (lock_device, unlock_device, wipe_device):
        with pytest.raises(RuleError):
            await act(services, one.device.id, staff=CHIEF)


async def test_an_offer_taken_back_cannot_be_used(services: DeviceServices, clock: ManualClock) -> None:
    offer = await offer_enrolment(services, scope(clock), name="Phone", staff=CHIEF)
    with pytest.raises(RuleError):
        await unlock_device(services, offer.device.id, staff=CHIEF)
    await wipe_device(services, offer.device.id, staff=CHIEF)
    with pytest.raises(UnknownDeviceError):
        await enrol_device(services, offer.code, about=About())


async def test_a_device_signs_itself_out_even_when_it_is_locked(services: DeviceServices, clock: ManualClock) -> None:
    one = await enrolled(services, clock)
    await lock_device(services, one.device.id, staff=CHIEF)
    await sign_out_device(services, one.device)
    with pytest.raises(UnknownDeviceError):
        await find_device(services, one.token, locked=True)
    await sign_out_device(services, one.device)
    assert (await actions_recorded(services)).count("accreditation:device:signed_out") == 1


async def test_a_device_ends_when_its_time_is_over(services: DeviceServices, clock: ManualClock) -> None:
    one = await enrolled(services, clock, hours=2)
    clock.advance(2 * 3600 - 1)
    await find_device(services, one.token)
    clock.advance(1)
    with pytest.raises(UnknownDeviceError):
        await find_device(services, one.token, locked=True)


async def test_unknown_token_is_refused(services: DeviceServices) -> None:
    for token in ("", "x", "dev_1", "'; --", "\x00", "é" * 40):
        with pytest.raises(UnknownDeviceError, match=r"device\.unknown"):
            await find_device(services, token)


async def test_an_unknown_id_is_not_found(services: DeviceServices) -> None:
    for act in (lock_device, unlock_device, wipe_device, get_device):
        with pytest.raises(NotFoundError):
            await act(services, "dev_of_another_event", staff=CHIEF)


async def test_another_node_hears_within_a_second(
    services: DeviceServices, transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    now = [0.0]
    other = DeviceServices(
        transactions=transactions,
        devices=SqlDevices(),
        doors=DOORS,
        clock=clock,
        ids=ids,
        cache=DeviceCache(lambda: now[0]),
    )
    one = await enrolled(services, clock)
    await find_device(other, one.token)
    await wipe_device(services, one.device.id, staff=CHIEF)
    now[0] = 1.0
    with pytest.raises(UnknownDeviceError):
        await find_device(other, one.token)


async def test_guards_browser_is_enrolled_for_one_door_and_its_login(
    services: DeviceServices, clock: ManualClock
) -> None:
    login = await signed_in(services, clock)
    offer = await enrol_browser(services, "gate-b", staff=GUARD, login=login)
    one = await enrol_device(services, offer.code, about=About())
    assert one.device.scope == Scope(("gate-b",), frozenset({Right.UNDO}), clock.now() + timedelta(hours=18))
    assert (await find_device(services, one.token)).enrolled_by == GUARD.id


async def test_a_browser_is_not_enrolled_without_right_door_or_login(
    services: DeviceServices, clock: ManualClock
) -> None:
    login = await signed_in(services, clock)
    with pytest.raises(ForbiddenError):
        await enrol_browser(services, "gate-a", staff=CHIEF, login=login)
    with pytest.raises(NotFoundError):
        await enrol_browser(services, "gate-z", staff=GUARD, login=login)
    with pytest.raises(RuleError):
        await enrol_browser(services, "gate-a", staff=GUARD, login="nobody's")


@pytest.mark.parametrize("end", ["sign_out", "disabled", "other_role", "idle", "over"])
async def test_a_browser_ends_with_its_login(services: DeviceServices, clock: ManualClock, end: str) -> None:
    login = await signed_in(services, clock)
    one = await enrol_device(
        services, (await enrol_browser(services, "gate-a", staff=GUARD, login=login)).code, about=About()
    )
    await find_device(services, one.token)
    async with services.transactions.write() as transaction:
        if end == "sign_out":
            await accounts.delete_login(transaction.connection, login)
        if end == "disabled":
            await accounts.update_staff(transaction.connection, GUARD.id, disabled_at=clock.now())
        if end == "other_role":
            await accounts.update_staff(transaction.connection, GUARD.id, roles=["badge_desk"])
    clock.advance({"idle": IDLE.total_seconds(), "over": 18 * 3600}.get(end, 0))
    with pytest.raises(UnknownDeviceError):
        await find_device(another_node(services.transactions, clock, SequentialIds()), one.token, locked=True)  # type: ignore[arg-type]


async def test_a_browser_in_use_does_not_idle_out(services: DeviceServices, clock: ManualClock) -> None:
    login = await signed_in(services, clock)
    offer = await enrol_browser(services, "gate-a", staff=GUARD, login=login)
    one = await enrol_device(services, offer.code, about=About())
    clock.advance(IDLE.total_seconds() - 60)
    take_report(services, one.device, report(clock))
    await flush_reports(services)
    clock.advance(3600)
    fresh = another_node(services.transactions, clock, SequentialIds())  # type: ignore[arg-type]
    assert (await find_device(fresh, one.token)).id == one.device.id


def report(clock: ManualClock, **changes: object) -> Report:
    device_ruling: dict[str, object] = {
        "at": clock.now(), "door": "gate-a", "skew_ms": 12, "queue": 3, "battery": 0.5, "charging": False,
        "list_at": clock.now(), "build": "b2", "language": "ar",
    }  # fmt: skip
    return Report(**(device_ruling | changes))  # type: ignore[arg-type]


async def test_reports_are_kept_seldom_and_the_newest_wins(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    now = [100.0]
    services = DeviceServices(
        transactions=transactions,
        devices=SqlDevices(),
        doors=DOORS,
        clock=clock,
        ids=ids,
        cache=DeviceCache(lambda: now[0]),
    )
    one, other = await enrolled(services, clock), await enrolled(services, clock)
    for queue in (5, 4):
        take_report(services, one.device, report(clock, queue=queue))
    take_report(services, other.device, report(clock))
    assert await flush_reports(services) == 2
    take_report(services, one.device, report(clock, queue=1))
    now[0] += 4.9
    assert await flush_reports(services) == 0
    now[0] += 0.2
    assert await flush_reports(services) == 1
    async with transactions.read() as transaction:
        rows = (await transaction.connection.execute(select(*DEVICE_COLUMNS).select_from(DEVICES_AND_LOGINS))).all()
    kept = {row.id: report_of(row) for row in rows}
    assert kept == {one.device.id: report(clock, queue=1), other.device.id: report(clock)}
