"""Helpers of the load: many actions in one transaction, photos drawn beforehand, identifiers known beforehand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import IO

from accreditation.applications.domain.photos import PreparedPhoto
from conference.ids import Ids
from conference.transactions import Transaction


class NestedTransactions:
    """`conference.transactions.Transactions` within one transaction: everything is kept or undone together."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """The transaction itself, so that its own writes are seen."""
        yield self._transaction

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """The transaction itself; it is its owner who ends it."""
        yield self._transaction


class DrawnPhotos:
    """`accreditation.applications.ports.PhotoStudio` whose uploads are keys of photos that are ready."""

    def __init__(self, photos: Mapping[str, PreparedPhoto]) -> None:
        self._photos = photos

    async def prepare(self, upload: bytes | IO[bytes]) -> PreparedPhoto:
        """The photo with this key. Raises KeyError if there is none."""
        key = upload if isinstance(upload, bytes) else upload.read()
        return self._photos[key.decode()]


class KnownIds:
    """`conference.ids.Ids` that gives a known identifier for some prefixes, and new ones for all others."""

    def __init__(self, others: Ids, known: Mapping[str, str]) -> None:
        self._others = others
        self._known = known

    def new(self, prefix: str) -> str:
        """The known identifier of the prefix, or a new one."""
        return self._known.get(prefix) or self._others.new(prefix)

    def secret(self) -> str:
        """An unguessable text."""
        return self._others.secret()
