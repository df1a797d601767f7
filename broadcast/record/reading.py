"""Reading of the record, once for each revision of the board."""

import asyncio
from dataclasses import dataclass, field

from broadcast.board.domain.board import Revision
from broadcast.board.ports import Board
from broadcast.record.entries import RECORDED, Record, make_record


@dataclass(kw_only=True)
class RecordReader:
    """The record of the live board, kept until the board changes."""

    board: Board
    _latest: Record | None = None
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, revision: Revision) -> Record:
        """Return the record of this revision or a later one; requests that come meanwhile wait for the same reading."""
        async with self._reading:
            if self._latest is None or not _is_up_to_date(self._latest.revision, revision):
                store = self.board.store
                async with self.board.transactions.read() as transaction:
                    head, entries = await store.list_entries(transaction)
                    changes = await store.list_later_changes(transaction, after=0, prefixes=RECORDED)
                self._latest = make_record(head, entries, changes)
            return self._latest


def _is_up_to_date(latest: Revision, revision: Revision) -> bool:
    return latest.epoch == revision.epoch and latest.offset >= revision.offset
