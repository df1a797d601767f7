"""Store of PINs: verifiers of supervisors who may supervise doors now."""

from hashlib import sha256

import pytest

from accreditation.doors.ports.devices import Supervisor
from accreditation.doors.storage.pins import SqlPins
from conference.auth import storage as accounts
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from rostrum import roles
from tests.support.application_samples import staff

STORE = SqlPins()
CHIEF, GUARD = staff("ha", roles.DOOR_SUPERVISOR), staff("duc", roles.DOOR)
SALT, VERIFIER = "ab" * 16, b"\x01" * 32


@pytest.fixture
async def people(transactions: Transactions, clock: ManualClock) -> None:
    async with transactions.write() as transaction:
        for person in (CHIEF, GUARD):
            await accounts.add_staff(transaction.connection, person, password_hash="x", at=clock.now())


async def save(transactions: Transactions, staff_id: str, clock: ManualClock, verifier: bytes = VERIFIER) -> None:
    async with transactions.write() as transaction:
        await STORE.save(transaction, staff_id, salt=SALT, verifier=verifier, at=clock.now())


@pytest.mark.usefixtures("people")
async def test_pin_is_listed_by_the_digest_of_its_verifier(transactions: Transactions, clock: ManualClock) -> None:
    await save(transactions, CHIEF.id, clock)
    async with transactions.read() as transaction:
        (supervisor,) = await STORE.list_supervisors(transaction)
        assert await STORE.find_verifier(transaction, CHIEF.id) == VERIFIER
    assert supervisor == Supervisor(CHIEF.id, CHIEF.name, SALT, sha256(VERIFIER).hexdigest())


@pytest.mark.usefixtures("people")
async def test_new_pin_replaces_the_earlier_one(transactions: Transactions, clock: ManualClock) -> None:
    await save(transactions, CHIEF.id, clock)
    clock.advance(60)
    await save(transactions, CHIEF.id, clock, b"\x02" * 32)
    async with transactions.read() as transaction:
        assert await STORE.find_verifier(transaction, CHIEF.id) == b"\x02" * 32
        assert await STORE.find_set_at(transaction, CHIEF.id) == clock.now()
        assert await STORE.find_set_at(transaction, GUARD.id) is None


@pytest.mark.usefixtures("people")
async def test_pin_without_the_right_to_supervise_is_left_out(transactions: Transactions, clock: ManualClock) -> None:
    await save(transactions, GUARD.id, clock)
    async with transactions.read() as transaction:
        assert await STORE.list_supervisors(transaction) == []
        assert await STORE.find_verifier(transaction, GUARD.id) is None


@pytest.mark.usefixtures("people")
async def test_pin_of_a_disabled_supervisor_is_left_out(transactions: Transactions, clock: ManualClock) -> None:
    await save(transactions, CHIEF.id, clock)
    async with transactions.write() as transaction:
        await accounts.update_staff(transaction.connection, CHIEF.id, disabled_at=clock.now())
    async with transactions.read() as transaction:
        assert await STORE.list_supervisors(transaction) == []
        assert await STORE.find_verifier(transaction, CHIEF.id) is None
