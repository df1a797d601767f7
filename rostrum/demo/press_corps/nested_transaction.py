"""Adapters for the load: many actions in one transaction, predrawn photos, predefined identifiers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import IO

from accreditation.applications.domain.photos import PreparedPhoto
from conference.audit import AuditEntry
from conference.ids import Ids
from conference.transactions import Transaction


class NestedTransactions:
    """`conference.transactions.RecordingTransactions` in one transaction: all actions commit or roll back together."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """Yield the outer transaction, so that its own writes are visible."""
        yield self._transaction

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """Yield the outer transaction, which its owner ends."""
        yield self._transaction

    async def record_read(self, entry: AuditEntry) -> None:
        """Record the read in the outer transaction."""
        await self._transaction.record(entry)


class DrawnPhotos:
    """`accreditation.applications.ports.PhotoStudio` whose uploads are keys of predrawn photos."""

    def __init__(self, photos: Mapping[str, PreparedPhoto]) -> None:
        self._photos = photos

    async def prepare(self, upload: bytes | IO[bytes]) -> PreparedPhoto:
        """Return the photo with this key. Raises KeyError."""
        key = upload if isinstance(upload, bytes) else upload.read()
        return self._photos[key.decode()]


class KnownIds:
    """`conference.ids.Ids` that gives a known identifier for some prefixes, and new ones for all others."""

    def __init__(self, others: Ids, known: Mapping[str, str]) -> None:
        self._others = others
        self._known = known

    def new(self, prefix: str) -> str:
        """Return the known identifier of the prefix, or a new one."""
        return self._known.get(prefix) or self._others.new(prefix)

    def secret(self) -> str:
        """Return an unguessable text."""
        return self._others.secret()
