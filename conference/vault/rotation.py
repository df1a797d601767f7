"""Wrap data keys with the current wrapping key, in small transactions that may be cut and continued at any point."""

from collections.abc import Mapping

from sqlalchemy import func, select, update

from conference.audit import AuditEntry
from conference.clock import Clock
from conference.transactions import Transaction, Transactions
from conference.vault.ciphers import unwrap_key, wrap_key
from conference.vault.keyring import KeyRing
from conference.vault.tables import person_keys

ROTATED = "conference:vault:rotated"

BATCH = 200
"""Data keys of one transaction: some milliseconds, so that other writes do not wait."""


async def count_data_keys(transaction: Transaction) -> Mapping[str, int]:
    """Return the number of data keys by the name of their wrapping key."""
    counted = select(person_keys.c.key_id, func.count()).group_by(person_keys.c.key_id)
    return {row.key_id: row[1] for row in await transaction.connection.execute(counted)}


async def rewrap_data_keys(transactions: Transactions, key_ring: KeyRing, clock: Clock, *, by: str) -> int:
    """Wrap every data key with the current wrapping key; return how many had another one.

    Each transaction records how many it has changed. A data key can be read at every moment, with the key that its row
    names.

    Raises:
        WrappingKeyMissingError: A data key is wrapped with a key that the ring lacks; those before it are done.
        SealBrokenError: A wrapped data key was changed.
    """
    total = 0
    while True:
        async with transactions.write() as transaction:
            done = await _rewrap_batch(transaction, key_ring)
            if done:
                details = {"data_keys": done}
                await transaction.record(AuditEntry(ROTATED, by, key_ring.current.name, clock.now(), details))
        total += done
        if not done:
            return total


async def _rewrap_batch(transaction: Transaction, key_ring: KeyRing) -> int:
    current = key_ring.current
    others = (
        select(person_keys.c.owner, person_keys.c.key_id, person_keys.c.wrapped)
        .where(person_keys.c.key_id != current.name)
        .order_by(person_keys.c.owner)
        .limit(BATCH)
        .with_for_update()
    )
    rows = (await transaction.connection.execute(others)).all()
    for row in rows:
        data_key = unwrap_key(key_ring.get(row.key_id), row.owner, row.wrapped)
        changed = {"key_id": current.name, "wrapped": wrap_key(current, row.owner, data_key)}
        await transaction.connection.execute(
            update(person_keys).where(person_keys.c.owner == row.owner).values(changed)
        )
    return len(rows)
