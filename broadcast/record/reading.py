"""Reading of the record, once for each revision of the board."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from broadcast.board.domain.board import Entry, Revision
from broadcast.board.ports import Change
from broadcast.record.entries import RECORDED, Record, make_record
from conference.transactions import Transaction, Transactions


class BoardHistory(Protocol):
    """The latest entries of the live board, and its log of changes."""

    async def list_entries(self, transaction: Transaction, *, after: int = 0) -> tuple[Revision, list[Entry]]:
        """Return the head and the entries with an offset greater than `after`, by offset, of one moment."""
        ...

    async def list_history(self, transaction: Transaction, prefixes: Sequence[str]) -> list[Change]:
        """Return all changes of the keys that begin with one of the prefixes, oldest first."""
        ...


@dataclass(kw_only=True)
class RecordReader:
    """The record of the live board, kept until the board changes."""

    transactions: Transactions
    history: BoardHistory
    _latest: Record | None = None
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, revision: Revision) -> Record:
        """Return the record of this revision or a later one; requests that come meanwhile wait for the same reading."""
        async with self._reading:
            if self._latest is None or not _includes(self._latest.revision, revision):
                async with self.transactions.read() as transaction:
                    head, entries = await self.history.list_entries(transaction)
                    changes = await self.history.list_history(transaction, RECORDED)
                self._latest = make_record(head, entries, changes)
            return self._latest


def _includes(latest: Revision, revision: Revision) -> bool:
    return latest.epoch == revision.epoch and latest.offset >= revision.offset
