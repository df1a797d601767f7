"""Generators of identifiers and secrets."""

import os
import secrets
import time
from typing import Protocol

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no characters that are easily confused
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]


class Ids(Protocol):
    """Generator of unique identifiers and secrets."""

    def new(self, prefix: str) -> str:
        """Return an identifier that sorts by creation time, such as `app_06f3k2…`."""
        ...

    def secret(self) -> str:
        """Return an unguessable text for links and logins: at least 128 random bits, safe in a URL."""
        ...


def _encode_base32(number: int, length: int) -> str:
    """Return the last `length` base-32 digits of the number; `length` is even."""
    pairs = []
    for _ in range(length // 2):
        number, pair = divmod(number, 1024)
        pairs.append(_PAIRS[pair])
    return "".join(reversed(pairs))


class RandomIds:
    """Identifiers of 48 bits of milliseconds and 80 random bits."""

    def new(self, prefix: str) -> str:
        number = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
        return f"{prefix}_{_encode_base32(number, 26)}"

    def secret(self) -> str:
        return secrets.token_urlsafe(24)


class SequentialIds:
    """Identifiers counted from 1: the same in every run of a test."""

    def __init__(self) -> None:
        self._next = 0

    def new(self, prefix: str) -> str:
        self._next += 1
        return f"{prefix}_{_encode_base32(self._next, 26)}"

    def secret(self) -> str:
        self._next += 1
        return f"secret-{_encode_base32(self._next, 26)}"
