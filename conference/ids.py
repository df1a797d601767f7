"""Where identifiers and secrets come from."""

import secrets
import time
from typing import Protocol

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing to misread
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]


class Ids(Protocol):
    """Gives identifiers and secrets that were never given before."""

    def new(self, prefix: str) -> str:
        """An identifier that sorts by time of birth, such as `app_06f3k2…`."""
        ...

    def secret(self) -> str:
        """An unguessable text for links and logins: at least 128 random bits, safe in a URL."""
        ...


def _base32(number: int, length: int) -> str:
    """The number's last digits; `length` is even."""
    pairs = []
    for _ in range(length // 2):
        number, pair = divmod(number, 1024)
        pairs.append(_PAIRS[pair])
    return "".join(reversed(pairs))


class RandomIds:
    """48 bits of milliseconds and 80 random bits."""

    def new(self, prefix: str) -> str:
        number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
        return f"{prefix}_{_base32(number, 26)}"

    def secret(self) -> str:
        return secrets.token_urlsafe(24)


class SequentialIds:
    """1, 2, 3: the same identifiers in every run of a test."""

    def __init__(self) -> None:
        self._next = 0

    def new(self, prefix: str) -> str:
        self._next += 1
        return f"{prefix}_{_base32(self._next, 26)}"

    def secret(self) -> str:
        self._next += 1
        return f"secret-{_base32(self._next, 26)}"
