"""SQLite in a thread, with one round trip to that thread per statement: execution, rows and closing together.

`aiosqlite` makes a round trip for each of them, which costs a short transaction more than SQLite itself does.
"""

import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, Self, TypeVar

import aiosqlite
from aiosqlite.core import _connection_worker_thread

FIRST_ROWS = 512
"""Rows fetched with the first round trip: enough for nearly every statement. Longer results are fetched in parts."""

Row = tuple[Any, ...]
Result = TypeVar("Result")


class OneTripCursor:
    """Cursor with the interface that SQLAlchemy's adapter for aiosqlite uses."""

    def __init__(self, run_in_thread: Callable[..., Any]) -> None:
        """`run_in_thread` runs a function in the connection's thread, with the connection as its argument."""
        self._run_in_thread = run_in_thread
        self._cursor: sqlite3.Cursor | None = None
        self._rows: deque[Row] = deque()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Any = ()) -> Self:
        """Execute a statement and fetch its first rows."""
        await self._run_in_thread(partial(self._execute_and_fetch, sql=sql, parameters=parameters))
        return self

    async def executemany(self, sql: str, parameters: Sequence[Any]) -> Self:
        """Execute a statement once for each set of parameters."""
        await self._run_in_thread(partial(self._execute_many, sql=sql, parameters=parameters))
        return self

    async def fetchone(self) -> Row | None:
        """Return the next row, None after the last."""
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> list[Row]:
        """Return the next rows, an empty list after the last."""
        count = size or self.arraysize
        while len(self._rows) < count and self._cursor is not None:
            await self._run_in_thread(self._fetch_rows)
        return [self._rows.popleft() for _ in range(min(count, len(self._rows)))]

    async def fetchall(self) -> list[Row]:
        """Return all remaining rows."""
        if self._cursor is not None:
            await self._run_in_thread(partial(self._fetch_rows, everything=True))
        rows = list(self._rows)
        self._rows.clear()
        return rows

    async def __aiter__(self) -> AsyncIterator[Row]:
        while row := await self.fetchone():
            yield row

    async def close(self) -> None:
        """Discard the remaining rows."""
        self._rows.clear()
        if self._cursor is not None:
            await self._run_in_thread(self._close_cursor)

    # --- in the connection's thread

    def _execute_and_fetch(self, connection: sqlite3.Connection, *, sql: str, parameters: Any) -> None:
        self._use_cursor(connection.execute(sql, parameters))
        if self.description is None:
            self._close_cursor(connection)
        else:
            self._fetch_rows(connection)

    def _execute_many(self, connection: sqlite3.Connection, *, sql: str, parameters: Sequence[Any]) -> None:
        self._use_cursor(connection.executemany(sql, parameters))
        self._close_cursor(connection)

    def _use_cursor(self, cursor: sqlite3.Cursor) -> None:
        self._rows.clear()
        self._cursor = cursor
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid

    def _fetch_rows(self, connection: sqlite3.Connection, *, everything: bool = False) -> None:
        if self._cursor is None:
            return
        rows = self._cursor.fetchall() if everything else self._cursor.fetchmany(FIRST_ROWS)
        self._rows.extend(rows)
        self.rowcount = self._cursor.rowcount
        if everything or len(rows) < FIRST_ROWS:
            self._close_cursor(connection)

    def _close_cursor(self, _connection: sqlite3.Connection) -> None:
        if self._cursor is not None:
            self._cursor.close()
        self._cursor = None


class OneTripConnection(aiosqlite.Connection):
    """Connection whose cursors are `OneTripCursor`s."""

    def cursor(self) -> Any:
        """Return a cursor. Nothing is executed yet."""
        return OneTripCursor(self.run_in_thread)

    @property
    def sqlite(self) -> sqlite3.Connection:
        """The connection of the driver, for the one who uses this connection."""
        return self._conn

    async def run_in_thread(self, act: Callable[[sqlite3.Connection], Any]) -> Any:
        """Return the result of `act`, which is called in the connection's thread."""
        return await self._execute(partial(act, self._conn))  # type: ignore[no-untyped-call]

    def begin_at_once(self, busy_timeout_ms: int) -> bool:
        """Begin a transaction of writes in the caller's thread, unless it has to wait for another program's.

        Return whether it has begun. `busy_timeout_ms` is the connection's limit, which is restored.
        """
        self._conn.execute("PRAGMA busy_timeout = 0")
        try:
            self._conn.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            return False
        finally:
            self._conn.execute(f"PRAGMA busy_timeout = {busy_timeout_ms}")
        return True

    async def rollback(self) -> None:
        """Roll back the open transaction. Without one there is no round trip: the pool resets each connection so."""
        if self._conn.in_transaction:
            await super().rollback()


class QuickReader:
    """Reads few rows by their keys in the caller's thread, on a connection that is opened at the first use.

    Readers of a write-ahead log wait for no writer, so that this takes less time than a pooled connection with its
    round trips.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def read(self, act: Callable[[sqlite3.Connection], Result]) -> Result:
        """Return the result of `act`, which must read all rows. Raises: sqlite3.Error, after which it opens again."""
        try:
            if self._connection is None:
                self._connection = _open_reader(self._path)
            return act(self._connection)
        except sqlite3.Error:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection; a later read opens another one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _open_reader(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA query_only = ON")
    return connection


async def connect(path: str, settings: Sequence[str] = ()) -> OneTripConnection:
    """Open the database file in a thread that ends with the process, and execute each statement of `settings` there.

    Transactions are begun explicitly, not by the driver.
    """
    connection = OneTripConnection(partial(_open_prepared, path, settings), iter_chunk_size=FIRST_ROWS)
    connection._thread = Thread(target=_run_thread, args=(connection._tx,), daemon=True)
    await connection
    return connection


def _run_thread(acts: "SimpleQueue[Any]") -> None:
    """Run the thread of a connection. It ends without a traceback if the event loop was closed before its last act.

    aiosqlite does not wait for the thread of a file that cannot be opened, or of a statement that was cancelled.
    """
    with suppress(RuntimeError):
        _connection_worker_thread(acts)


def _open_prepared(path: str, settings: Sequence[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        for statement in settings:
            connection.execute(statement)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
