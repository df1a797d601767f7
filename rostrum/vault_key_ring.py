"""Wrapping keys of the vault as the settings name them: a setting, or a file outside the database."""

from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import make_url

from conference.storage.engine import sqlite_file
from conference.vault.keyring import (
    KeyFormatError,
    KeyRing,
    file_key_ring,
    fixed_key_ring,
    new_wrapping_key,
    parse_keys,
    write_keys,
)
from rostrum.settings import Settings, SettingsError

FILE = Path("keys", "vault.key")
"""The file, under the data folder, where no setting names another one."""


def vault_key_file(settings: Settings) -> Path | None:
    """Return the file of the keys; None when the setting has the keys themselves."""
    if settings.vault_keys:
        return None
    return settings.vault_key_file or settings.data_dir / FILE


def read_key_ring(settings: Settings) -> KeyRing:
    """Return the keys of the settings without making any.

    Raises SettingsError when both settings are given, or the keys cannot be read.
    """
    if settings.vault_keys and settings.vault_key_file:
        raise SettingsError("ROSTRUM_VAULT_KEYS and ROSTRUM_VAULT_KEY_FILE: only one of them may be set")
    path = vault_key_file(settings)
    try:
        key_ring = file_key_ring(path) if path else fixed_key_ring(parse_keys("\n".join(settings.vault_keys)))
        has_keys = bool(key_ring.keys)
    except KeyFormatError as error:
        raise SettingsError(f"{_source_name(settings)}: {error}") from None
    if settings.vault_key_file and not has_keys:
        raise SettingsError(f"ROSTRUM_VAULT_KEY_FILE: {settings.vault_key_file} does not exist or has no key")
    return key_ring


def load_key_ring(settings: Settings) -> KeyRing:
    """Return the keys of the settings. Without a setting SQLite gets a file with a new key at the first start.

    With PostgreSQL the ring has no keys then: several nodes must not make different ones.
    """
    key_ring = read_key_ring(settings)
    path = vault_key_file(settings)
    if path is not None and not key_ring.keys and sqlite_file(make_url(settings.database)) is not None:
        with suppress(FileExistsError):  # another process was faster
            write_keys(path, [new_wrapping_key()], replace=False)
    return key_ring


def _source_name(settings: Settings) -> str:
    return "ROSTRUM_VAULT_KEYS" if settings.vault_keys else str(vault_key_file(settings))
