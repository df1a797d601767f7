"""Personal data that are stored encrypted: sealed with the data key of their person, which `destroy` ends for good."""

from collections.abc import Collection

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.clock import Clock
from conference.errors import NotFoundError
from conference.storage.inserts import insert_into
from conference.storage.sql_lists import among, for_both, listed
from conference.transactions import Transaction
from conference.vault.ciphers import PersonCipher, new_data_key, unwrap_key, wrap_key
from conference.vault.keyring import KeyRing
from conference.vault.tables import person_keys

_KEY_OF = select(person_keys.c.key_id, person_keys.c.wrapped).where(person_keys.c.owner == bindparam("owner"))
_KEYS_OF = for_both(
    lambda dialect: select(person_keys.c.owner, person_keys.c.key_id, person_keys.c.wrapped).where(
        among(person_keys.c.owner, "owners", dialect)
    )
)
_DESTROY = for_both(lambda dialect: delete(person_keys).where(among(person_keys.c.owner, "owners", dialect)))


class KeyDestroyedError(NotFoundError):
    """The person has no data key: it was destroyed with the person's data, or nothing was ever sealed."""


class Vault:
    """Seals and unseals the values of persons. `owner` is the id of the person's application."""

    def __init__(self, key_ring: KeyRing, clock: Clock) -> None:
        self.key_ring = key_ring
        self._clock = clock

    async def seal(self, transaction: Transaction, owner: str, label: str, data: bytes) -> bytes:
        """Encrypt a value; the first one makes the person's data key.

        `label` says what the value is, with the id of its row, so that stored values cannot be exchanged.

        Raises:
            WrappingKeyMissingError: `vault.no_key` or `vault.key_missing`.
        """
        return (await self.ensure_cipher(transaction, owner)).seal(label, data)

    async def unseal(self, connection: AsyncConnection, owner: str, label: str, sealed: bytes) -> bytes:
        """Decrypt a value.

        Raises:
            KeyDestroyedError: The person has no data key.
            WrappingKeyMissingError: This process lacks the key that wraps the person's data key.
            SealBrokenError: The value or the data key was changed, or the label is another one.
        """
        return (await self.get_cipher(connection, owner)).unseal(label, sealed)

    async def ensure_cipher(self, transaction: Transaction, owner: str) -> PersonCipher:
        """Return the cipher of a person for several values, making the data key if there is none."""
        found = await self._find_cipher(transaction.connection, owner)
        if found is not None:
            return found
        await self._add_key(transaction.connection, owner)
        return await self.get_cipher(transaction.connection, owner)

    async def get_cipher(self, connection: AsyncConnection, owner: str) -> PersonCipher:
        """Return the cipher of a person for several values. Raises as `unseal`."""
        found = await self._find_cipher(connection, owner)
        if found is None:
            raise KeyDestroyedError("vault.destroyed")
        return found

    async def list_ciphers(self, connection: AsyncConnection, owners: Collection[str]) -> dict[str, PersonCipher]:
        """Return the ciphers of those persons who have a data key, by owner, with one query.

        Raises WrappingKeyMissingError and SealBrokenError as `unseal`.
        """
        if not owners:
            return {}
        rows = await connection.execute(_KEYS_OF[connection.dialect.name], {"owners": listed(owners)})
        return {row.owner: self._open_cipher(row.owner, row.key_id, row.wrapped) for row in rows}

    async def destroy(self, transaction: Transaction, owners: Collection[str]) -> int:
        """Delete the data keys of persons, so that nothing sealed with them can be read again; return how many.

        A backup made before keeps the wrapped data key: it can be read as long as its wrapping key exists.
        """
        if not owners:
            return 0
        connection = transaction.connection
        return (await connection.execute(_DESTROY[connection.dialect.name], {"owners": listed(owners)})).rowcount

    async def _find_cipher(self, connection: AsyncConnection, owner: str) -> PersonCipher | None:
        row = (await connection.execute(_KEY_OF, {"owner": owner})).first()
        return None if row is None else self._open_cipher(owner, row.key_id, row.wrapped)

    def _open_cipher(self, owner: str, key_id: str, wrapped: bytes) -> PersonCipher:
        return PersonCipher(owner, unwrap_key(self.key_ring.get(key_id), owner, wrapped))

    async def _add_key(self, connection: AsyncConnection, owner: str) -> None:
        """Add a data key, unless another transaction was faster."""
        wrapping_key = self.key_ring.current
        row = {
            "owner": owner,
            "key_id": wrapping_key.name,
            "wrapped": wrap_key(wrapping_key, owner, new_data_key()),
            "created_at": self._clock.now(),
        }
        added = insert_into(person_keys, connection.dialect.name).values(row)
        await connection.execute(added.on_conflict_do_nothing(index_elements=["owner"]))
