"""Key from which the links of applicants are derived: a setting or a file of the data folder, not in the database."""

import hashlib
import os
import secrets
from pathlib import Path

from rostrum.settings import Settings, SettingsError

KEY_BYTES = 32
LEAST_CHARACTERS = 32
FILE = Path("keys", "links.key")
"""The file, under the data folder."""


def load_link_key(settings: Settings) -> bytes:
    """Return the key, making its file at the first start. Raises SettingsError for a short setting."""
    if not settings.link_key:
        return _load_or_make_file(settings.data_dir / FILE)
    if len(settings.link_key) < LEAST_CHARACTERS:
        raise SettingsError(f"ROSTRUM_LINK_KEY: at least {LEAST_CHARACTERS} characters are needed")
    return hashlib.sha256(settings.link_key.encode()).digest()


def _load_or_make_file(path: Path) -> bytes:
    if not path.exists():
        _make_file(path)
    key = bytes.fromhex(path.read_text(encoding="ascii"))
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path.name} holds a key of another length")
    return key


def _make_file(path: Path) -> None:
    """Write a new key, complete from the first moment; another process may have been faster."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(f".{secrets.token_hex(8)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
        opened.write(secrets.token_hex(KEY_BYTES))
        opened.flush()
        os.fsync(opened.fileno())
    try:
        path.hardlink_to(part)
    except FileExistsError:
        pass
    finally:
        part.unlink()
