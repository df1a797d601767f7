"""Devices of the doors: who may offer, who may enrol, and how each of them ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from accreditation.doors.actions.devices import (
    About,
    DevicePost,
    Enrolled,
    UnknownDeviceError,
    digest,
    enrol_browser,
    enrol_device,
    find_device,
    flush_reports,
    lock_device,
    offer_enrolment,
    offered_device,
    sign_out_device,
    take_report,
    unlock_device,
    wipe_device,
)
from accreditation.doors.domain.devices import ENROL_WITHIN, LONGEST, DeviceState, Report, Right, Scope
from accreditation.doors.runtime.device_cache import KnownDevices
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
def post(transactions: Transactions, clock: ManualClock, ids: SequentialIds) -> DevicePost:
    return another_node(transactions, clock, ids)


def another_node(transactions: Transactions, clock: ManualClock, ids: SequentialIds) -> DevicePost:
    return DevicePost(
        transactions=transactions, devices=SqlDevices(), doors=DOORS, clock=clock, ids=ids, known=KnownDevices()
    )


def scope(clock: ManualClock, *doors: str, hours: float = 8) -> Scope:
    return Scope(doors or ("gate-a",), frozenset({Right.UNDO}), clock.now() + timedelta(hours=hours))


async def enrolled(post: DevicePost, clock: ManualClock, *doors: str, hours: float = 8) -> Enrolled:
    offer = await offer_enrolment(post, scope(clock, *doors, hours=hours), name="Phone 7", staff=CHIEF)
    return await enrol_device(post, offer.code, about=About("vi", "b1", "10.0.0.1"))


async def signed_in(post: DevicePost, clock: ManualClock, person: Staff = GUARD, secret: str = "login-1") -> str:
    async with post.transactions.write() as transaction:
        await accounts.insert_staff(transaction.connection, person, password_hash="x", at=clock.now())
        until = clock.now() + timedelta(hours=18)
        await accounts.insert_login(transaction.connection, secret, person.id, at=clock.now(), expires_at=until)
    return secret


async def actions_recorded(post: DevicePost) -> list[str]:
    async with post.transactions.read() as transaction:
        rows = await transaction.connection.execute(text("SELECT action FROM audit_log ORDER BY seq"))
        return [row.action for row in rows]


async def test_an_offer_is_used_once_and_gives_a_device_with_the_offered_scope(
    post: DevicePost, clock: ManualClock
) -> None:
    offer = await offer_enrolment(post, scope(clock, "gate-a", "gate-b"), name="  Phone\n7 ", staff=CHIEF)
    one = await enrol_device(post, offer.code, about=About("vi", "b1", "10.0.0.1"))
    assert await find_device(post, one.token) == one.device
    assert one.device.name == "Phone 7"
    assert one.device.scope == scope(clock, "gate-a", "gate-b")
    assert one.device.state is DeviceState.ACTIVE
    assert one.device.enrolled_at == clock.now()
    with pytest.raises(UnknownDeviceError, match=r"device\.code_unknown"):
        await enrol_device(post, offer.code, about=About())
    assert await actions_recorded(post) == ["accreditation:device:offered", "accreditation:device:enrolled"]


async def test_neither_code_nor_token_is_kept(post: DevicePost, clock: ManualClock) -> None:
    offer = await offer_enrolment(post, scope(clock), name="Phone", staff=CHIEF)
    one = await enrol_device(post, offer.code, about=About())
    await offer_enrolment(post, scope(clock), name="Phone", staff=CHIEF)
    async with post.transactions.read() as transaction:
        rows = [str(row) for row in await transaction.connection.execute(text("SELECT * FROM devices"))]
        rows += [str(row) for row in await transaction.connection.execute(text("SELECT * FROM audit_log"))]
    assert offer.code not in "".join(rows)
    assert one.token not in "".join(rows)
    assert digest(one.token) in "".join(rows)


async def test_a_code_ends_after_its_minutes(post: DevicePost, clock: ManualClock) -> None:
    offer = await offer_enrolment(post, scope(clock), name="Phone", staff=CHIEF)
    assert offer.expires_at == clock.now() + ENROL_WITHIN
    clock.advance(ENROL_WITHIN.total_seconds())
    with pytest.raises(UnknownDeviceError):
        await enrol_device(post, offer.code, about=About())


async def test_codes_are_not_guessed_for_long(post: DevicePost) -> None:
    for _ in range(20):
        with pytest.raises(UnknownDeviceError):
            await enrol_device(post, "guess", about=About(address="10.0.0.9"))
    with pytest.raises(ThrottledError):
        await enrol_device(post, "guess", about=About(address="10.0.0.9"))
    with pytest.raises(UnknownDeviceError):
        await enrol_device(post, "guess", about=About(address="10.0.0.10"))


async def test_an_offer_that_does_not_fit_says_where(post: DevicePost, clock: ManualClock) -> None:
    for name, doors, hours, field in (
        ("", ("gate-a",), 8, "name"),
        ("x" * 81, ("gate-a",), 8, "name"),
        ("Phone", ("gate-z",), 8, "doors"),
        ("Phone", ("gate-a",), 0, "until"),
        ("Phone", ("gate-a",), LONGEST.total_seconds() / 3600 + 0.01, "until"),
    ):
        with pytest.raises(InvalidError) as caught:
            await offer_enrolment(post, scope(clock, *doors, hours=hours), name=name, staff=CHIEF)
        assert list(caught.value.fields) == [field]
    with pytest.raises(InvalidError):
        await offer_enrolment(post, Scope((), frozenset(), clock.now() + LONGEST), name="Phone", staff=CHIEF)


async def test_only_supervisors_offer_lock_unlock_and_wipe(post: DevicePost, clock: ManualClock) -> None:
    one = await enrolled(post, clock)
    for role in [role for role in ROLE_TABLE if role is not roles.DOOR_SUPERVISOR]:
        other = staff("other", role)
        with pytest.raises(ForbiddenError):
            await offer_enrolment(post, scope(clock), name="Phone", staff=other)
        for act in (lock_device, unlock_device, wipe_device, offered_device):
            with pytest.raises(ForbiddenError):
                await act(post, one.device.id, staff=other)
    assert (await find_device(post, one.token)).state is DeviceState.ACTIVE


async def test_a_locked_device_only_waits_until_it_is_unlocked(post: DevicePost, clock: ManualClock) -> None:
    one = await enrolled(post, clock)
    await lock_device(post, one.device.id, staff=CHIEF)
    with pytest.raises(ForbiddenError, match=r"device\.locked"):
        await find_device(post, one.token)
    assert (await find_device(post, one.token, locked=True)).state is DeviceState.LOCKED
    await unlock_device(post, one.device.id, staff=CHIEF)
    assert (await find_device(post, one.token)).state is DeviceState.ACTIVE
    assert (await actions_recorded(post))[-2:] == ["accreditation:device:locked", "accreditation:device:unlocked"]


async def test_a_wiped_device_is_unknown_at_once_and_never_comes_back(post: DevicePost, clock: ManualClock) -> None:
    one = await enrolled(post, clock)
    await find_device(post, one.token)
    await wipe_device(post, one.device.id, staff=CHIEF)
    with pytest.raises(UnknownDeviceError):
        await find_device(post, one.token, locked=True)
    for act in (lock_device, unlock_device, wipe_device):
        with pytest.raises(RuleError):
            await act(post, one.device.id, staff=CHIEF)


async def test_an_offer_taken_back_cannot_be_used(post: DevicePost, clock: ManualClock) -> None:
    offer = await offer_enrolment(post, scope(clock), name="Phone", staff=CHIEF)
    with pytest.raises(RuleError):
        await unlock_device(post, offer.device.id, staff=CHIEF)
    await wipe_device(post, offer.device.id, staff=CHIEF)
    with pytest.raises(UnknownDeviceError):
        await enrol_device(post, offer.code, about=About())


async def test_a_device_signs_itself_out_even_when_it_is_locked(post: DevicePost, clock: ManualClock) -> None:
    one = await enrolled(post, clock)
    await lock_device(post, one.device.id, staff=CHIEF)
    await sign_out_device(post, one.device)
    with pytest.raises(UnknownDeviceError):
        await find_device(post, one.token, locked=True)
    await sign_out_device(post, one.device)
    assert (await actions_recorded(post)).count("accreditation:device:signed_out") == 1


async def test_a_device_ends_when_its_time_is_over(post: DevicePost, clock: ManualClock) -> None:
    one = await enrolled(post, clock, hours=2)
    clock.advance(2 * 3600 - 1)
    await find_device(post, one.token)
    clock.advance(1)
    with pytest.raises(UnknownDeviceError):
        await find_device(post, one.token, locked=True)


async def test_a_token_of_nobody_is_unknown(post: DevicePost) -> None:
    for token in ("", "x", "dev_1", "'; --", "\x00", "é" * 40):
        with pytest.raises(UnknownDeviceError, match=r"device\.unknown"):
            await find_device(post, token)


async def test_an_unknown_id_is_not_found(post: DevicePost) -> None:
    for act in (lock_device, unlock_device, wipe_device, offered_device):
        with pytest.raises(NotFoundError):
            await act(post, "dev_of_another_event", staff=CHIEF)


async def test_another_node_hears_within_a_second(
    post: DevicePost, transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    now = [0.0]
    other = DevicePost(
        transactions=transactions,
        devices=SqlDevices(),
        doors=DOORS,
        clock=clock,
        ids=ids,
        known=KnownDevices(lambda: now[0]),
    )
    one = await enrolled(post, clock)
    await find_device(other, one.token)
    await wipe_device(post, one.device.id, staff=CHIEF)
    now[0] = 1.0
    with pytest.raises(UnknownDeviceError):
        await find_device(other, one.token)


async def test_a_guards_browser_is_enrolled_for_one_door_and_no_longer_than_the_login(
    post: DevicePost, clock: ManualClock
) -> None:
    login = await signed_in(post, clock)
    offer = await enrol_browser(post, "gate-b", staff=GUARD, login=login)
    one = await enrol_device(post, offer.code, about=About())
    assert one.device.scope == Scope(("gate-b",), frozenset({Right.UNDO}), clock.now() + timedelta(hours=18))
    assert (await find_device(post, one.token)).enrolled_by == GUARD.id


async def test_a_browser_is_not_enrolled_without_right_door_or_login(post: DevicePost, clock: ManualClock) -> None:
    login = await signed_in(post, clock)
    with pytest.raises(ForbiddenError):
        await enrol_browser(post, "gate-a", staff=CHIEF, login=login)
    with pytest.raises(NotFoundError):
        await enrol_browser(post, "gate-z", staff=GUARD, login=login)
    with pytest.raises(RuleError):
        await enrol_browser(post, "gate-a", staff=GUARD, login="nobody's")


@pytest.mark.parametrize("end", ["sign_out", "disabled", "other_role", "idle", "over"])
async def test_a_browser_ends_with_its_login(post: DevicePost, clock: ManualClock, end: str) -> None:
    login = await signed_in(post, clock)
    one = await enrol_device(post, (await enrol_browser(post, "gate-a", staff=GUARD, login=login)).code, about=About())
    await find_device(post, one.token)
    async with post.transactions.write() as transaction:
        if end == "sign_out":
            await accounts.delete_login(transaction.connection, login)
        if end == "disabled":
            await accounts.update_staff(transaction.connection, GUARD.id, disabled_at=clock.now())
        if end == "other_role":
            await accounts.update_staff(transaction.connection, GUARD.id, roles=["badge_desk"])
    clock.advance({"idle": IDLE.total_seconds(), "over": 18 * 3600}.get(end, 0))
    with pytest.raises(UnknownDeviceError):
        await find_device(another_node(post.transactions, clock, SequentialIds()), one.token, locked=True)  # type: ignore[arg-type]


async def test_a_browser_in_use_does_not_idle_out(post: DevicePost, clock: ManualClock) -> None:
    login = await signed_in(post, clock)
    offer = await enrol_browser(post, "gate-a", staff=GUARD, login=login)
    one = await enrol_device(post, offer.code, about=About())
    clock.advance(IDLE.total_seconds() - 60)
    take_report(post, one.device, report(clock))
    await flush_reports(post)
    clock.advance(3600)
    fresh = another_node(post.transactions, clock, SequentialIds())  # type: ignore[arg-type]
    assert (await find_device(fresh, one.token)).id == one.device.id


def report(clock: ManualClock, **changes: object) -> Report:
    told: dict[str, object] = {
        "at": clock.now(), "door": "gate-a", "skew_ms": 12, "queue": 3, "battery": 0.5, "charging": False,
        "list_at": clock.now(), "build": "b2", "language": "ar",
    }  # fmt: skip
    return Report(**(told | changes))  # type: ignore[arg-type]


async def test_reports_are_kept_seldom_and_the_newest_wins(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    now = [100.0]
    post = DevicePost(
        transactions=transactions,
        devices=SqlDevices(),
        doors=DOORS,
        clock=clock,
        ids=ids,
        known=KnownDevices(lambda: now[0]),
    )
    one, other = await enrolled(post, clock), await enrolled(post, clock)
    for queue in (5, 4):
        take_report(post, one.device, report(clock, queue=queue))
    take_report(post, other.device, report(clock))
    assert await flush_reports(post) == 2
    take_report(post, one.device, report(clock, queue=1))
    now[0] += 4.9
    assert await flush_reports(post) == 0
    now[0] += 0.2
    assert await flush_reports(post) == 1
    async with transactions.read() as transaction:
        rows = (await transaction.connection.execute(select(*DEVICE_COLUMNS).select_from(DEVICES_AND_LOGINS))).all()
    kept = {row.id: report_of(row) for row in rows}
    assert kept == {one.device.id: report(clock, queue=1), other.device.id: report(clock)}
