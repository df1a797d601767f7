"""The secret of the digests of passports: the same in every process, sealed in the database, gone with its key."""

import secrets

from accreditation.applications.storage.passport_secret import MATCHING, PassportSecret
from conference.clock import ManualClock
from conference.storage.engine import Database
from conference.storage.transactions import Transactions
from conference.vault.keyring import WrappingKey, fixed_key_ring
from conference.vault.vault import Vault


async def test_secret_is_made_once_and_ends_with_its_key(
    each_database: Database, transactions: Transactions, clock: ManualClock
) -> None:
    vault = Vault(fixed_key_ring([WrappingKey("0" * 16, secrets.token_bytes(32))]), clock)
    first, other = PassportSecret(vault), PassportSecret(vault)
    async with transactions.read() as transaction:
        assert await first.find(transaction) is None
    async with transactions.write() as transaction:
        made = await first.ensure(transaction)
        assert await other.ensure(transaction) == await other.find(transaction) == made
        await vault.destroy(transaction, [MATCHING])
        assert await first.find(transaction) is None
    assert len(made) == 32
