"""Statements of a commit on SQLite, which bypass SQLAlchemy: most of the time of an act was spent there."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from sqlalchemy import BindParameter, Table, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.storage.inserts import insert_into
from conference.storage.one_trip_statements import SqliteStatement, run_at_once, run_in_one_trip

FEW_ROWS = 8
"""Most rows that are written without a round trip to the thread of the connection."""

Values = Mapping[str, Any]


class SqliteBoard:
    """The tables of one board: head, latest entries, and log of changes. All methods need an open transaction."""

    def __init__(self, head: Table, entries: Table, changes: Table) -> None:
        self._head, self._entries, self._changes = head, entries, changes
        self._finders: dict[int, SqliteStatement] = {}

    async def read_head(self, connection: AsyncConnection) -> Any:
        """Return the row of the head."""
        return (await run_at_once(connection, self._read_head.run))[0]

    async def find_entries(self, connection: AsyncConnection, keys: Collection[str]) -> list[Any]:
        """Return the rows of these keys that there are."""
        return await run_at_once(connection, partial(self._find_rows, keys=keys))

    async def write_entries(
        self, connection: AsyncConnection, entries: Sequence[Values], changes: Sequence[Values], *, offset: int
    ) -> None:
        """Replace these entries, add these changes to the log, and move the head to `offset`."""
        write = partial(self._write_rows, entries=entries, changes=changes, offset=offset)
        run = run_at_once if len(entries) <= FEW_ROWS else run_in_one_trip
        await run(connection, write)

    def _find_rows(self, connection: sqlite3.Connection, keys: Collection[str]) -> list[Any]:
        sought: dict[str, str] = {f"sought_{number}": key for number, key in enumerate(dict.fromkeys(keys))}
        return self._find_entries(len(sought)).run(connection, sought)

    def _write_rows(
        self, connection: sqlite3.Connection, entries: Sequence[Values], changes: Sequence[Values], offset: int
    ) -> None:
        self._replace_entry.run_many(connection, entries)
        self._add_change.run_many(connection, changes)
        self._move_head.run(connection, {"moved": offset})

    @cached_property
    def _read_head(self) -> SqliteStatement:
        return SqliteStatement(select(self._head.c.epoch, self._head.c.offset))

    def _find_entries(self, count: int) -> SqliteStatement:
        """Return the statement that finds the rows of so many keys, which is compiled once for each number."""
        found = self._finders.get(count)
        if found is None:
            sought: list[BindParameter[str]] = [bindparam(f"sought_{number}") for number in range(count)]
            found = SqliteStatement(select(self._entries).where(self._entries.c.key.in_(sought)))
            self._finders[count] = found
        return found

    @cached_property
    def _replace_entry(self) -> SqliteStatement:
        insertion: Any = insert_into(self._entries, "sqlite")
        others = {one.name: insertion.excluded[one.name] for one in self._entries.c if not one.primary_key}
        replacing = insertion.on_conflict_do_update(index_elements=["key"], set_=others)
        return SqliteStatement(replacing, columns=self._entries.c.keys())

    @cached_property
    def _add_change(self) -> SqliteStatement:
        return SqliteStatement(insert(self._changes), columns=self._changes.c.keys())

    @cached_property
    def _move_head(self) -> SqliteStatement:
        return SqliteStatement(update(self._head).values(offset=bindparam("moved")))
