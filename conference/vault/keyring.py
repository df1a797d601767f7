"""Keys that wrap the data keys of persons: read from a file or from a setting, never from the database.

The text of a key ring has one key a line (64 hexadecimal digits), the current one first. Empty lines and lines that
begin with # are skipped. A key is named by the beginning of its SHA-256, so that a wrapped data key tells which one it
needs and the name discloses nothing.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from conference.errors import UnavailableError

KEY_BYTES = 32

_KEY = re.compile(r"[0-9a-fA-F]{64}")
_NAME_DIGITS = 16


class WrappingKeyMissingError(UnavailableError):
    """This process has no wrapping key, or not the one that a data key was wrapped with (`params["key"]`)."""


class KeyFormatError(ValueError):
    """A line of a key ring is no key. The message has the number of the line, and nothing of its content."""


@dataclass(frozen=True, slots=True)
class WrappingKey:
    """Named key of 32 bytes. The name is made from the key."""

    name: str
    secret: bytes = field(repr=False)


class KeyRing:
    """Wrapping keys, the current one first. `read` returns them as they are stored now.

    A running process uses another order, and keys that were added, as soon as they are stored.
    """

    def __init__(self, read: Callable[[], Sequence[WrappingKey]]) -> None:
        self._read = read

    @property
    def keys(self) -> Sequence[WrappingKey]:
        """All keys, the current one first."""
        return self._read()

    @property
    def current(self) -> WrappingKey:
        """The key that wraps new data keys. Raises WrappingKeyMissingError when there is none."""
        keys = self._read()
        if not keys:
            raise WrappingKeyMissingError("vault.no_key")
        return keys[0]

    def get(self, name: str) -> WrappingKey:
        """Return the key of this name. Raises WrappingKeyMissingError."""
        for key in self._read():
            if key.name == name:
                return key
        raise WrappingKeyMissingError("vault.key_missing")


def fixed_key_ring(keys: Sequence[WrappingKey]) -> KeyRing:
    """Return a key ring whose keys do not change while the process runs."""
    return KeyRing(lambda: keys)


def file_key_ring(path: Path) -> KeyRing:
    """Return the key ring of a file, which is read again when it has changed. It has no keys without the file."""
    return KeyRing(_KeyFile(path).read_keys)


class _KeyFile:
    """Keys of a file, as they were when the file last changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._state: tuple[int, int, int] | None = None
        self._keys: Sequence[WrappingKey] = ()

    def read_keys(self) -> Sequence[WrappingKey]:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            self._state, self._keys = None, ()
            return ()
        state = found.st_mtime_ns, found.st_size, found.st_ino
        if state != self._state:
            self._keys = parse_keys(self._path.read_text(encoding="ascii", errors="replace"))
            self._state = state
        return self._keys


def parse_keys(text: str) -> list[WrappingKey]:
    """Read the text of a key ring. Raises KeyFormatError, also for a key that is given twice."""
    keys: dict[str, WrappingKey] = {}
    for number, line in enumerate(text.splitlines(), 1):
        digits = line.strip()
        if not digits or digits.startswith("#"):
            continue
        if not _KEY.fullmatch(digits):
            raise KeyFormatError(f"line {number} is not a key of 64 hexadecimal digits")
        key = make_wrapping_key(bytes.fromhex(digits))
        if key.name in keys:
            raise KeyFormatError(f"line {number} repeats a key")
        keys[key.name] = key
    return list(keys.values())


def make_wrapping_key(secret: bytes) -> WrappingKey:
    """Return the key with its name."""
    return WrappingKey(hashlib.sha256(b"wrapping key\0" + secret).hexdigest()[:_NAME_DIGITS], secret)


def new_wrapping_key() -> WrappingKey:
    """Return a new random key."""
    return make_wrapping_key(secrets.token_bytes(KEY_BYTES))


def write_keys(path: Path, keys: Sequence[WrappingKey], *, replace: bool = True) -> None:
    """Write the file of a key ring for its owner only, complete from the first moment, and durable.

    Raises FileExistsError when the file exists and must not be replaced.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
            opened.writelines(f"{key.secret.hex()}\n" for key in keys)
            opened.flush()
            os.fsync(opened.fileno())
        if replace:
            part.replace(path)
        else:
            path.hardlink_to(part)
        _sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
