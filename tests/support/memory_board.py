"""A board in memory for model tests; it passes the same contract tests as the database."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from typing import Any

from broadcast.board.domain.board import Entry, Revision
from broadcast.board.ports import Change, ChangeAuthor, Write
from conference.audit import AuditEntry
from conference.bus import Bus


class MemoryUnit:
    """A transaction on a MemoryBoard."""

    def __init__(self, memory: "MemoryBoard") -> None:
        self.memory = memory
        self.events: list[object] = []
        self.entries: list[AuditEntry] = []

    @property
    def connection(self) -> Any:
        raise LookupError("there is no database here")

    def emit(self, event: object) -> None:
        self.events.append(event)

    async def record(self, entry: AuditEntry) -> None:
        self.entries.append(entry)

    def at_end(self, act: Callable[..., Awaitable[None]], item: str) -> None:
        raise LookupError("nothing of the board is left to the end")


class MemoryBoard:
    """`conference.transactions.Transactions` and `broadcast.board.ports.BoardStore` at once."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.epoch = "ep_memory"
        self.offset = 0
        self.latest_entries: dict[str, Entry] = {}
        self.changes: dict[int, Change] = {}
        self.audit: list[AuditEntry] = []

    @asynccontextmanager
    async def read(self) -> AsyncIterator[MemoryUnit]:
        yield MemoryUnit(self)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[MemoryUnit]:
        before = (self.epoch, self.offset, dict(self.latest_entries), dict(self.changes))
        transaction = MemoryUnit(self)
        try:
            yield transaction
        except BaseException:
            self.epoch, self.offset, self.latest_entries, self.changes = before
            raise
        self.audit += transaction.entries
        for event in transaction.events:
            await self.bus.publish(event)

    async def lock(self, _transaction: object) -> Revision:
        return Revision(self.epoch, self.offset)

    async def get_head(self, _transaction: object) -> Revision:
        return Revision(self.epoch, self.offset)

    async def find_entry(self, _transaction: object, key: str) -> Entry | None:
        return deepcopy(self.latest_entries.get(key))

    async def find_entries(self, _transaction: object, keys: Collection[str]) -> dict[str, Entry]:
        return {key: deepcopy(self.latest_entries[key]) for key in keys if key in self.latest_entries}

    async def list_entries(
        self, _transaction: object, *, after: int = 0, prefix: str = ""
    ) -> tuple[Revision, list[Entry]]:
        newer = [one for one in self.latest_entries.values() if one.offset > after and one.key.startswith(prefix)]
        return Revision(self.epoch, self.offset), sorted(newer, key=lambda entry: entry.offset)

    async def add_entries(
        self, _transaction: object, writes: Sequence[Write], stamp: ChangeAuthor, *, head: Revision | None = None
    ) -> list[Entry]:
        assert head in (None, Revision(self.epoch, self.offset))
        return [self._add_entry(write, stamp) for write in writes]

    def _add_entry(self, write: Write, stamp: ChangeAuthor) -> Entry:
        self.offset += 1
        version = self.offset if write.version is None else write.version
        entry = Entry(
            key=write.key,
            offset=self.offset,
            version=version,
            previous=write.previous,
            state=write.state,
            act=write.act,
        )
        self.latest_entries[write.key] = entry
        if version == self.offset:
            self.changes[self.offset] = Change(
                offset=self.offset,
                key=write.key,
                action=stamp.action,
                operator=stamp.operator,
                operator_name=stamp.operator_name,
                at=stamp.at,
                state=write.state,
                previous=write.previous,
                act=write.act,
            )
        return entry

    async def find_change(self, _transaction: object, offset: int) -> Change | None:
        return self.changes.get(offset)

    async def list_changes(self, _transaction: object, *, limit: int, key: str | None = None) -> list[Change]:
        selected = [change for change in self.changes.values() if key in (None, change.key)]
        return sorted(selected, key=lambda change: -change.offset)[:limit]

    async def list_later_changes(self, _transaction: object, *, after: int, prefixes: Sequence[str]) -> list[Change]:
        later = [one for one in self.changes.values() if one.offset > after and one.key.startswith(tuple(prefixes))]
        return sorted(later, key=lambda one: one.offset)

    async def list_act(self, _transaction: object, act: int) -> list[Change]:
        return [change for change in self.changes.values() if change.act == act]

    async def renew_epoch(self, _transaction: object, epoch: str) -> Revision:
        self.epoch = epoch
        return Revision(self.epoch, self.offset)
