"""Supervisors' PINs and notices: who may, what is kept, and how long guessing takes."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from sqlalchemy import text

from accreditation.doors.actions.notices import NoticeServices, end_notice, list_active_notices, post_notice
from accreditation.doors.actions.pins import PinServices, find_pin_time, set_pin
from accreditation.doors.domain.pins import pin_flaw, verifier_of
from accreditation.doors.storage.notices import SqlNotices
from accreditation.doors.storage.pins import SqlPins
from conference.auth import storage as accounts
from conference.clock import ManualClock
from conference.errors import ForbiddenError, InvalidError, NotFoundError, ThrottledError
from conference.ids import SequentialIds
from conference.storage.transactions import Transactions
from rostrum import roles
from tests.support.application_samples import staff

CHIEF, GUARD = staff("ha", roles.DOOR_SUPERVISOR), staff("duc", roles.DOOR)
SALT = bytes(range(16))
PIN, MESSAGE = "804913", b"override\nkey-1\nkey-0\nstaff_ha\nescorted"


@pytest.fixture
async def services(transactions: Transactions, clock: ManualClock) -> PinServices:
    async with transactions.write() as transaction:
        for person in (CHIEF, GUARD):
            await accounts.add_staff(transaction.connection, person, password_hash="x", at=clock.now())
    return PinServices(transactions=transactions, pins=SqlPins(), clock=clock, new_salt=lambda: SALT)


def proof(pin: str, message: bytes = MESSAGE) -> str:
    """As `static/doors/pins.mjs` makes it, from the standard alone."""
    verifier = hashlib.pbkdf2_hmac("sha256", pin.encode(), SALT, 600_000, 32)
    return hmac.new(verifier, message, "sha256").hexdigest()


async def check(services: PinServices, given: str, staff_id: str = CHIEF.id, message: bytes = MESSAGE) -> bool:
    async with services.transactions.write() as transaction:
        return await services.check_override(transaction, staff_id, message=message, proof=given)


async def test_the_right_pin_proves_that_supervisor_and_that_message_only(services: PinServices) -> None:
    await set_pin(services, PIN, again=PIN, staff=CHIEF)
    assert await check(services, proof(PIN))
    assert await check(services, proof(PIN).upper())
    assert not await check(services, proof(PIN), message=MESSAGE + b"x")
    assert not await check(services, proof(PIN), staff_id=GUARD.id)
    assert not await check(services, proof("804914"))
    for nonsense in ("", "x" * 64, "é" * 10, proof(PIN)[:-1]):
        assert not await check(services, nonsense)
    assert await find_pin_time(services, staff=CHIEF) == services.clock.now()


async def test_a_pin_ends_with_the_role_and_with_the_account(services: PinServices) -> None:
    await set_pin(services, PIN, again=PIN, staff=CHIEF)
    for change in ({"roles": ["door"]}, {"roles": ["door_supervisor"], "disabled_at": services.clock.now()}):
        async with services.transactions.write() as transaction:
            await accounts.update_staff(transaction.connection, CHIEF.id, **change)
        assert not await check(services, proof(PIN))
        async with services.transactions.read() as transaction:
            assert await SqlPins().list_supervisors(transaction) == []


async def test_guessing_is_stopped_and_rightful_use_is_not_counted(services: PinServices, clock: ManualClock) -> None:
    await set_pin(services, PIN, again=PIN, staff=CHIEF)
    right = proof(PIN)
    for _ in range(20):
        assert await check(services, right)
    for _ in range(8):
        assert not await check(services, "00" * 32)
    with pytest.raises(ThrottledError):
        await check(services, right)
    clock.advance(60)
    assert await check(services, right)


async def test_neither_pin_nor_what_proves_it_is_in_the_trail_and_the_pin_is_nowhere(services: PinServices) -> None:
    await set_pin(services, PIN, again=PIN, staff=CHIEF)
    async with services.transactions.read() as transaction:
        trail = [str(row) for row in await transaction.connection.execute(text("SELECT * FROM audit_log"))]
        kept = [str(row) for row in await transaction.connection.execute(text("SELECT * FROM supervisor_pins"))]
    assert "accreditation:pin:set" in trail[-1]
    assert verifier_of(PIN, SALT).hex() not in "".join(trail)
    assert PIN not in "".join(trail + kept)


async def test_a_pin_is_set_by_supervisors_for_themselves_only(services: PinServices) -> None:
    with pytest.raises(ForbiddenError):
        await set_pin(services, PIN, again=PIN, staff=GUARD)
    with pytest.raises(InvalidError, match=r"pin\.differs"):
        await set_pin(services, PIN, again="804914", staff=CHIEF)


@pytest.mark.parametrize(
    ("pin", "flaw"),
    [
        ("80491", "pin.unfit"), ("8049138049138", "pin.unfit"), ("80 913", "pin.unfit"), ("٨٠٤٩١٣", "pin.unfit"),
        ("000000", "pin.too_easy"), ("123456", "pin.too_easy"), ("654321", "pin.too_easy"), ("890123", "pin.too_easy"),
        ("246802", "pin.too_easy"), ("121212", "pin.too_easy"), ("804804", "pin.too_easy"), ("110100", "pin.too_easy"),
        ("804913", None), ("804913804914", None),
    ],
)  # fmt: skip
def test_easy_pins_are_refused(pin: str, flaw: str | None) -> None:
    assert pin_flaw(pin) == flaw


async def test_a_notice_stands_until_it_ends_or_expires(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    services = NoticeServices(
        transactions=transactions, notices=SqlNotices(), doors=frozenset({"gate-a"}), clock=clock, ids=ids
    )
    hour = timedelta(hours=1)
    one = await post_notice(services, " A red\n bag ", doors=["gate-a"], lasts=hour, staff=CHIEF)
    other = await post_notice(services, "ب", badge_id="0" * 16, lasts=2 * hour, staff=CHIEF)
    assert (one.text, one.doors, other.badge_id) == ("A red bag", ("gate-a",), "0" * 16)
    assert await list_active_notices(services) == [one, other]
    clock.advance(3600)
    assert await list_active_notices(services) == [other]
    await end_notice(services, other.id, staff=CHIEF)
    assert await list_active_notices(services) == []
    for notice_id in (other.id, "notice_9"):
        with pytest.raises(NotFoundError):
            await end_notice(services, notice_id, staff=CHIEF)


async def test_a_notice_that_does_not_fit_is_refused(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    services = NoticeServices(
        transactions=transactions, notices=SqlNotices(), doors=frozenset({"gate-a"}), clock=clock, ids=ids
    )
    hour = timedelta(hours=1)
    for said, doors, lasts, field in (
        ("", (), hour, "text"), ("x" * 401, (), hour, "text"),
        ("x" + " " * 2000 + "y", (), hour, "text"), ("x", ("gate-z",), hour, "doors"),
        ("x", (), timedelta(0), "lasts"), ("x", (), timedelta(days=5), "lasts"),
    ):  # fmt: skip
        with pytest.raises(InvalidError) as caught:
            await post_notice(services, said, doors=doors, lasts=lasts, staff=CHIEF)
        assert list(caught.value.fields) == [field]
    with pytest.raises(ForbiddenError):
        await post_notice(services, "x", lasts=hour, staff=GUARD)
    with pytest.raises(ForbiddenError):
        await end_notice(services, "notice_1", staff=GUARD)
    assert await list_active_notices(services) == []
