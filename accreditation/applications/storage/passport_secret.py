"""The secret of the keyed digests of passports: sealed by the vault, the same in every process, made at first use."""

import secrets

from sqlalchemy import select

from accreditation.applications.storage.tables import passport_secrets
from conference.storage.inserts import insert_into
from conference.transactions import Transaction
from conference.vault.vault import KeyDestroyedError, Vault

MATCHING = "passport matching"
"""Name of the secret, and owner of its data key in the vault."""

_SECRET_BYTES = 32


class PassportSecret:
    """Reads the secret, and makes it at its first use."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def find(self, transaction: Transaction) -> bytes | None:
        """Return the secret, None before its first use and after its deletion. Raises as `Vault.unseal` otherwise."""
        try:
            return await self._read_secret(transaction)
        except KeyDestroyedError:
            return None

    async def ensure(self, transaction: Transaction) -> bytes:
        """Return the secret in a writing transaction, making it at its first use. Raises as `Vault.unseal`."""
        found = await self._read_secret(transaction)
        if found is None:
            await self._add_secret(transaction)
            found = await self._read_secret(transaction)
        if found is None:
            raise KeyDestroyedError("vault.destroyed")
        return found

    async def _read_secret(self, transaction: Transaction) -> bytes | None:
        wanted = select(passport_secrets.c.sealed).where(passport_secrets.c.name == MATCHING)
        sealed: bytes | None = await transaction.connection.scalar(wanted)
        if sealed is None:
            return None
        return await self._vault.unseal(transaction.connection, MATCHING, MATCHING, bytes(sealed))

    async def _add_secret(self, transaction: Transaction) -> None:
        """Add the secret, unless another transaction was faster."""
        sealed = await self._vault.seal(transaction, MATCHING, MATCHING, secrets.token_bytes(_SECRET_BYTES))
        added = insert_into(passport_secrets, transaction.connection.dialect.name)
        row = added.values({"name": MATCHING, "sealed": sealed})
        await transaction.connection.execute(row.on_conflict_do_nothing(index_elements=["name"]))
