"""Supervisors' PINs and notices: who may, what is kept, and how long guessing takes."""

import hashlib
import hmac

import pytest
from sqlalchemy import text

from accreditation.doors.actions.pins import PinServices, find_pin_time, set_pin
from accreditation.doors.domain.pins import verifier_of
from accreditation.doors.storage.pins import SqlPins
from conference.auth import storage as accounts
from conference.clock import ManualClock
from conference.errors import ForbiddenError, InvalidError, ThrottledError
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


async def test_pin_proves_one_supervisor_and_one_message(services: PinServices) -> None:
    await set_pin(services, PIN, again=PIN, staff=CHIEF)
    assert await check(services, proof(PIN))
    assert await check(services, proof(PIN).upper())
    assert not await check(services, proof(PIN), message=MESSAGE + b"x")
    assert not await check(services, proof(PIN), staff_id=GUARD.id)
    assert not await check(services, proof("804914"))
    for nonsense in ("", "x" * 64, "é" * 10, proof(PIN)[:-1]):
        assert not await check(services, nonsense)
    assert await find_pin_time(services, staff=CHIEF) == services.clock.now()


@pytest.mark.usefixtures("each_database")
async def test_pin_ends_with_the_role_and_the_account(services: PinServices) -> None:
    await set_pin(services, PIN, again=PIN, staff=CHIEF)
    for change in ({"roles": ["door"]}, {"roles": ["door_supervisor"], "disabled_at": services.clock.now()}):
        async with services.transactions.write() as transaction:
            await accounts.update_staff(transaction.connection, CHIEF.id, **change)
        assert not await check(services, proof(PIN))
        async with services.transactions.read() as transaction:
            assert await SqlPins().list_supervisors(transaction) == []


async def test_wrong_proofs_are_limited_and_right_ones_not_counted(services: PinServices, clock: ManualClock) -> None:
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


@pytest.mark.usefixtures("each_database")
async def test_pin_and_verifier_are_not_in_the_audit_trail(services: PinServices) -> None:
    await set_pin(services, PIN, again=PIN, staff=CHIEF)
    async with services.transactions.read() as transaction:
        trail = [str(row) for row in await transaction.connection.execute(text("SELECT * FROM audit_log"))]
        kept = [str(row) for row in await transaction.connection.execute(text("SELECT * FROM supervisor_pins"))]
    assert "accreditation:pin:set" in trail[-1]
    assert verifier_of(PIN, SALT).hex() not in "".join(trail)
    assert PIN not in "".join(trail + kept)


async def test_pin_is_set_by_supervisors_only(services: PinServices) -> None:
    with pytest.raises(ForbiddenError):
        await set_pin(services, PIN, again=PIN, staff=GUARD)
    with pytest.raises(InvalidError, match=r"pin\.differs"):
        await set_pin(services, PIN, again="804914", staff=CHIEF)
