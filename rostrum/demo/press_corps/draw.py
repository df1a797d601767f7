"""Deterministic choices that look random: a counter through SHA-256."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Series of choices that depends on a seed and a purpose alone, not on the version of Python."""

    def __init__(self, seed: int, purpose: str) -> None:
        self._prefix = f"{seed}/{purpose}/"
        self._count = 0

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to `limit` - 1."""
        self._count += 1
        digest = hashlib.sha256(f"{self._prefix}{self._count}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % limit

    def between(self, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`, both included."""
        return least + self.below(most - least + 1)

    def one_of(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[self.below(len(choices))]

    def shuffled(self, things: Iterable[T]) -> list[T]:
        """Return all things in another order (Fisher–Yates)."""
        result = list(things)
        for last in range(len(result) - 1, 0, -1):
            other = self.below(last + 1)
            result[last], result[other] = result[other], result[last]
        return result
