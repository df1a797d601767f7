"""Check of the keys that encrypt documents and passport data."""

import stat
from collections.abc import Iterable

from conference.vault.keyring import KeyRing
from conference.vault.rotation import count_data_keys
from rostrum.doctor import Finding, ok, problem, warning
from rostrum.doctor.database import database_exists, read_migrated_database
from rostrum.settings import Settings, SettingsError
from rostrum.vault_key_ring import read_key_ring

OTHERS_BITS = 0o077
RESTORE = "Restore the key from its backup (docs/runbook.md, keys of documents); without it these data are lost."


async def check_vault(settings: Settings) -> Iterable[Finding]:
    """Check that this node has every key that protects data, and that others cannot read the file of the keys."""
    if "desk" not in settings.parts:
        return [ok("This node serves no documents and needs no key for them.")]
    try:
        key_ring = read_key_ring(settings)
    except (SettingsError, OSError) as error:
        return [problem(f"The keys that encrypt documents cannot be read: {error}", RESTORE)]
    return [*_check_permissions(settings), *_check_keys(key_ring, await _count_data_keys(settings), settings)]


async def _count_data_keys(settings: Settings) -> dict[str, int]:
    if not database_exists(settings):
        return {}
    async with read_migrated_database(settings) as transaction:
        return {} if transaction is None else dict(await count_data_keys(transaction))


def _check_permissions(settings: Settings) -> Iterable[Finding]:
    """Check the file of the setting; `check_keys` checks the files of the data folder."""
    path = settings.vault_key_file
    if path is None:
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & OTHERS_BITS:
        todo = f"chmod 600 {path}; if others could read it, `rostrum vault rotate` and drop the old key."
        yield problem(f"Others may read the keys that encrypt documents: {path} has the mode {mode:o}.", todo)


def _check_keys(key_ring: KeyRing, counts: dict[str, int], settings: Settings) -> Iterable[Finding]:
    own = [key.name for key in key_ring.keys]
    missing = sum(count for name, count in counts.items() if name not in own)
    if missing:
        yield problem(f"This node lacks the key of {missing} persons' documents and passport data.", RESTORE)
    if not own:
        yield _describe_absence(settings)
        return
    older = sum(count for name, count in counts.items() if name in own[1:])
    if older:
        yield warning(f"{older} data keys are wrapped with an older key.", "Run `rostrum vault rotate`.")
    yield ok(f"Documents and passport data are encrypted with the key {own[0]}, which wraps {counts.get(own[0], 0)}.")


def _describe_absence(settings: Settings) -> Finding:
    if settings.database_url.startswith("postgresql"):
        todo = "Set ROSTRUM_VAULT_KEYS or ROSTRUM_VAULT_KEY_FILE on each node with the desk: `openssl rand -hex 32`."
        return problem("There is no key to encrypt documents and passport data.", todo)
    return warning("There is no key to encrypt documents yet.", "The first start makes one.")
