"""Administration of the vault's wrapping keys on the command line: list, rotate, drop."""

from msgspec import Struct

from conference.audit import SYSTEM, AuditEntry
from conference.errors import RuleError
from conference.vault.keyring import new_wrapping_key, write_keys
from conference.vault.rotation import count_data_keys, rewrap_data_keys
from rostrum.runtime import Runtime
from rostrum.vault_key_ring import vault_key_file

DROPPED = "conference:vault:key_dropped"


class WrappingKeyRow(Struct, frozen=True):
    """Wrapping key of this node or of a row: `data_keys` is how many it wraps; `is_here`: this node has it."""

    name: str
    data_keys: int
    is_current: bool
    is_here: bool


async def list_wrapping_keys(runtime: Runtime) -> list[WrappingKeyRow]:
    """Return the keys of this node, the current one first, then those that rows need and this node lacks."""
    async with runtime.transactions.read() as transaction:
        counts = await count_data_keys(transaction)
    own = [key.name for key in runtime.vault.key_ring.keys]
    names = [*own, *sorted(counts.keys() - own)]
    return [WrappingKeyRow(name, counts.get(name, 0), name in own[:1], name in own) for name in names]


async def rotate_wrapping_key(runtime: Runtime) -> tuple[str, int]:
    """Wrap all data keys with a new key, and return its name and how many data keys were wrapped.

    A rotation that was cut is continued with the key that it made. Keys of the setting ROSTRUM_VAULT_KEYS are changed
    there: data keys are wrapped with the first one.
    """
    path = vault_key_file(runtime.settings)
    key_ring = runtime.vault.key_ring
    if path is not None and not await _has_unfinished_rotation(runtime):
        write_keys(path, [new_wrapping_key(), *key_ring.keys])
    wrapped = await rewrap_data_keys(runtime.transactions, key_ring, runtime.clock, by=SYSTEM)
    return key_ring.current.name, wrapped


async def _has_unfinished_rotation(runtime: Runtime) -> bool:
    rows = await list_wrapping_keys(runtime)
    return any(row.data_keys and not row.is_current for row in rows)


async def drop_wrapping_key(runtime: Runtime, name: str) -> None:
    """Delete a key from the file, after which backups whose data keys it wraps cannot be read.

    Raises:
        RuleError: `vault.key_in_use`, when it is the current one or wraps data keys; `vault.key_in_setting`.
        WrappingKeyMissingError: `vault.key_missing`.
    """
    path = vault_key_file(runtime.settings)
    if path is None:
        raise RuleError("vault.key_in_setting")
    key_ring = runtime.vault.key_ring
    key = key_ring.get(name)
    async with runtime.transactions.write() as transaction:
        in_use = (await count_data_keys(transaction)).get(key.name, 0)
        if in_use or key == key_ring.current:
            raise RuleError("vault.key_in_use")
        await transaction.record(AuditEntry(DROPPED, SYSTEM, key.name, runtime.clock.now()))
    write_keys(path, [other for other in key_ring.keys if other != key])
