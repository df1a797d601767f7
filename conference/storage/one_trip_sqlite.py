"""SQLite in a thread, with one trip to that thread for a statement: its execution, its rows and its end together.

`aiosqlite` makes a trip for each of them, which costs a short transaction more than SQLite itself does.
"""

import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Any, Self

import aiosqlite

FIRST_ROWS = 512
"""Rows that come back with the first trip: enough for nearly every statement. Longer results come in portions."""

Row = tuple[Any, ...]


class OneTripCursor:
    """What SQLAlchemy's adapter for aiosqlite uses of a cursor."""

    def __init__(self, trip: Callable[..., Any]) -> None:
        """`trip` runs a function in the connection's thread, with the connection as its argument."""
        self._trip = trip
        self._open: sqlite3.Cursor | None = None
        self._rows: deque[Row] = deque()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Any = ()) -> Self:
        """Run a statement and bring its first rows."""
        await self._trip(partial(self._run, sql=sql, parameters=parameters))
        return self

    async def executemany(self, sql: str, parameters: Sequence[Any]) -> Self:
        """Run a statement once for each set of parameters."""
        await self._trip(partial(self._run_many, sql=sql, parameters=parameters))
        return self

    async def fetchone(self) -> Row | None:
        """The next row, None after the last."""
        some = await self.fetchmany(1)
        return some[0] if some else None

    async def fetchmany(self, size: int | None = None) -> list[Row]:
        """The next rows, none after the last."""
        wanted = size or self.arraysize
        while len(self._rows) < wanted and self._open is not None:
            await self._trip(self._bring)
        return [self._rows.popleft() for _ in range(min(wanted, len(self._rows)))]

    async def fetchall(self) -> list[Row]:
        """All rows that are left."""
        if self._open is not None:
            await self._trip(partial(self._bring, everything=True))
        rows = list(self._rows)
        self._rows.clear()
        return rows

    async def __aiter__(self) -> AsyncIterator[Row]:
        while row := await self.fetchone():
            yield row

    async def close(self) -> None:
        """Forget the rows that are left."""
        self._rows.clear()
        if self._open is not None:
            await self._trip(self._end)

    # --- in the connection's thread

    def _run(self, connection: sqlite3.Connection, *, sql: str, parameters: Any) -> None:
        self._take(connection.execute(sql, parameters))
        if self.description is None:
            self._end(connection)
        else:
            self._bring(connection)

    def _run_many(self, connection: sqlite3.Connection, *, sql: str, parameters: Sequence[Any]) -> None:
        self._take(connection.executemany(sql, parameters))
        self._end(connection)

    def _take(self, cursor: sqlite3.Cursor) -> None:
        self._rows.clear()
        self._open = cursor
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid

    def _bring(self, connection: sqlite3.Connection, *, everything: bool = False) -> None:
        if self._open is None:
            return
        some = self._open.fetchall() if everything else self._open.fetchmany(FIRST_ROWS)
        self._rows.extend(some)
        self.rowcount = self._open.rowcount
        if everything or len(some) < FIRST_ROWS:
            self._end(connection)

    def _end(self, _connection: sqlite3.Connection) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None


class OneTripConnection(aiosqlite.Connection):
    """A connection whose cursors are `OneTripCursor`s."""

    def cursor(self) -> Any:
        """A cursor; nothing is done yet."""
        return OneTripCursor(self._in_thread)

    async def _in_thread(self, act: Callable[[sqlite3.Connection], None]) -> None:
        await self._execute(partial(act, self._conn))  # type: ignore[no-untyped-call]


async def connect(path: str) -> OneTripConnection:
    """A connection to the database file, in a thread that ends with the process."""
    connection = OneTripConnection(partial(sqlite3.connect, path, check_same_thread=False), iter_chunk_size=FIRST_ROWS)
    connection._thread.daemon = True  # as SQLAlchemy does with those that it makes itself
    await connection
    return connection
