"""Store of passport data on SQLite and PostgreSQL: sealed, found again by a keyed hash."""

import pytest
from sqlalchemy import delete, select

from accreditation.applications.domain.passports.records import (
    NewPassport,
    PassportReading,
    PassportState,
    document_of,
)
from accreditation.applications.storage.passports import SqlPassports
from accreditation.applications.storage.tables import passport_secrets, passports
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from conference.vault.keyring import fixed_key_ring, new_wrapping_key
from conference.vault.tables import person_keys
from conference.vault.vault import Vault
from rostrum.parts.stores import application_store
from tests.support.application_samples import application
from tests.support.passports import passport_zone
from tests.support.vaults import fixed_vault

ZONE = passport_zone()


@pytest.fixture
async def store(transactions: Transactions, clock: ManualClock) -> SqlPassports:
    """The store, with two applications."""
    async with transactions.write() as transaction:
        await application_store().add(transaction, application("app_1", secret="s" * 32))
        await application_store().add(transaction, application("app_2", secret="t" * 32))
    return SqlPassports(fixed_vault(clock), clock)


async def save(store: SqlPassports, transactions: Transactions, passport: NewPassport) -> None:
    async with transactions.write() as transaction:
        await store.save(transaction, passport)


def new_passport(number: int, application_id: str = "app_1") -> NewPassport:
    return NewPassport(f"passport_{number}", application_id, ZONE, document_of(ZONE))


async def test_passport_is_read_and_not_stored_in_clear(store: SqlPassports, transactions: Transactions) -> None:
    await save(store, transactions, new_passport(1))
    async with transactions.read() as transaction:
        assert await store.read(transaction, "app_1") == PassportReading(PassportState.READABLE, ZONE)
        assert (await store.read(transaction, "app_2")).state is PassportState.NONE
        row = (await transaction.connection.execute(select(passports))).one()
    stored = b"".join(str(value).encode() if not isinstance(value, bytes) else value for value in row)
    assert all(text not in stored for text in (b"C1234567X", b"740812", b"NGUYEN"))


async def test_later_passport_replaces_the_earlier(store: SqlPassports, transactions: Transactions) -> None:
    await save(store, transactions, new_passport(1))
    await save(store, transactions, new_passport(2))
    async with transactions.read() as transaction:
        assert list(await transaction.connection.scalars(select(passports.c.id))) == ["passport_2"]


async def test_same_document_has_the_same_key(store: SqlPassports, transactions: Transactions) -> None:
    await save(store, transactions, new_passport(1))
    await save(store, transactions, new_passport(2, "app_2"))
    other = document_of(passport_zone(number="C1234567Y"))
    async with transactions.write() as transaction:
        keys = list(await transaction.connection.scalars(select(passports.c.passport_key)))
        assert keys[0] == keys[1] == await store.key_of(transaction, document_of(ZONE))
        assert keys[0] != await store.key_of(transaction, other)


async def test_secret_of_the_keys_is_made_once(store: SqlPassports, transactions: Transactions) -> None:
    await save(store, transactions, new_passport(1))
    await save(store, transactions, new_passport(2, "app_2"))
    async with transactions.read() as transaction:
        assert len((await transaction.connection.execute(select(passport_secrets))).all()) == 1


async def test_destroyed_and_unreadable_data_are_told_apart(
    store: SqlPassports, transactions: Transactions, clock: ManualClock
) -> None:
    await save(store, transactions, new_passport(1))
    other = SqlPassports(Vault(fixed_key_ring([new_wrapping_key()]), clock), clock)
    async with transactions.write() as transaction:
        assert (await other.read(transaction, "app_1")).state is PassportState.UNREADABLE
        await transaction.connection.execute(delete(person_keys).where(person_keys.c.owner == "app_1"))
        assert await store.read(transaction, "app_1") == PassportReading(PassportState.DESTROYED)
