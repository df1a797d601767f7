"""The vault: values of a person in the database, unreadable without the key that is not in it."""

import asyncio

import pytest
from sqlalchemy import select, update

from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from conference.vault.ciphers import SealBrokenError
from conference.vault.keyring import WrappingKeyMissingError, fixed_key_ring
from conference.vault.tables import person_keys
from conference.vault.vault import KeyDestroyedError, Vault
from tests.conference.vault.conftest import KEY, OTHER_KEY

SECRET = b"X1234567"


async def seal(vault: Vault, transactions: Transactions, owner: str, label: str = "passport") -> bytes:
    async with transactions.write() as transaction:
        return await vault.seal(transaction, owner, label, SECRET)


async def unseal(vault: Vault, transactions: Transactions, owner: str, sealed: bytes, label: str = "passport") -> bytes:
    async with transactions.read() as transaction:
        return await vault.unseal(transaction.connection, owner, label, sealed)


async def test_person_has_one_data_key_for_all_values(vault: Vault, transactions: Transactions) -> None:
    sealed = [await seal(vault, transactions, "a", label) for label in ("passport", "letter")]
    assert await unseal(vault, transactions, "a", sealed[1], "letter") == SECRET
    async with transactions.read() as transaction:
        rows = (await transaction.connection.execute(select(person_keys))).all()
    assert [(row.owner, row.key_id) for row in rows] == [("a", KEY.name)]
    assert SECRET not in rows[0].wrapped


async def test_transactions_at_the_same_time_share_the_data_key(vault: Vault, transactions: Transactions) -> None:
    sealed = await asyncio.gather(*(seal(vault, transactions, "a") for _ in range(4)))
    assert [await unseal(vault, transactions, "a", one) for one in sealed] == [SECRET] * 4


async def test_values_of_two_persons_cannot_be_exchanged(vault: Vault, transactions: Transactions) -> None:
    sealed = {owner: await seal(vault, transactions, owner) for owner in "ab"}
    with pytest.raises(SealBrokenError):
        await unseal(vault, transactions, "a", sealed["b"])
    with pytest.raises(SealBrokenError):
        await unseal(vault, transactions, "a", sealed["a"], "letter")


async def test_data_keys_of_two_persons_cannot_be_exchanged(vault: Vault, transactions: Transactions) -> None:
    sealed = {owner: await seal(vault, transactions, owner) for owner in "ab"}
    async with transactions.write() as transaction:
        wrapped = select(person_keys.c.wrapped).where(person_keys.c.owner == "b").scalar_subquery()
        await transaction.connection.execute(
            update(person_keys).where(person_keys.c.owner == "a").values(wrapped=wrapped)
        )
    with pytest.raises(SealBrokenError):
        await unseal(vault, transactions, "a", sealed["b"])


async def test_other_wrapping_key_reads_nothing(vault: Vault, transactions: Transactions, clock: ManualClock) -> None:
    sealed = await seal(vault, transactions, "a")
    for ring in (fixed_key_ring([OTHER_KEY]), fixed_key_ring([])):
        with pytest.raises(WrappingKeyMissingError, match=r"vault\.key_missing"):
            await unseal(Vault(ring, clock), transactions, "a", sealed)


async def test_process_without_keys_seals_nothing(transactions: Transactions, clock: ManualClock) -> None:
    with pytest.raises(WrappingKeyMissingError, match=r"vault\.no_key"):
        await seal(Vault(fixed_key_ring([]), clock), transactions, "a")


async def test_destroyed_key_makes_values_unreadable(vault: Vault, transactions: Transactions) -> None:
    sealed = {owner: await seal(vault, transactions, owner) for owner in "abc"}
    async with transactions.write() as transaction:
        assert await vault.destroy(transaction, ["a", "b", "unknown"]) == 2
        assert await vault.destroy(transaction, []) == 0
    for owner in "ab":
        with pytest.raises(KeyDestroyedError):
            await unseal(vault, transactions, owner, sealed[owner])
    assert await unseal(vault, transactions, "c", sealed["c"]) == SECRET


async def test_key_made_later_does_not_read_what_was_destroyed(vault: Vault, transactions: Transactions) -> None:
    sealed = await seal(vault, transactions, "a")
    async with transactions.write() as transaction:
        await vault.destroy(transaction, ["a"])
    await seal(vault, transactions, "a")
    with pytest.raises(SealBrokenError):
        await unseal(vault, transactions, "a", sealed)


async def test_rolled_back_destruction_leaves_the_key(vault: Vault, transactions: Transactions) -> None:
    sealed = await seal(vault, transactions, "a")
    with pytest.raises(ZeroDivisionError):
        async with transactions.write() as transaction:
            await vault.destroy(transaction, ["a"])
            raise ZeroDivisionError
    assert await unseal(vault, transactions, "a", sealed) == SECRET


async def test_ciphers_of_several_persons_are_read_together(vault: Vault, transactions: Transactions) -> None:
    sealed = {owner: await seal(vault, transactions, owner) for owner in "ab"}
    async with transactions.read() as transaction:
        ciphers = await vault.list_ciphers(transaction.connection, ["a", "b", "c"])
        assert await vault.list_ciphers(transaction.connection, []) == {}
    assert {owner: cipher.unseal("passport", sealed[owner]) for owner, cipher in ciphers.items()} == {
        "a": SECRET,
        "b": SECRET,
    }
