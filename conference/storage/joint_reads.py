"""Reads of one page together: statements that wait at the same time are sent to the database as one.

Functions that read for one page run concurrently (`asyncio.gather`) on one connection, each as if it were alone. The
rows of statements that are sent together come in one result, each as a JSON array.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Dialect,
    LargeBinary,
    Select,
    Text,
    case,
    cast,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.storage.one_trip_statements import decoder_of, row_class

SETTLING_TURNS = 4
"""Turns of the event loop in which functions that were answered ask for more before the next statement is sent."""

_ARRAYS = {"sqlite": "json_array", "postgresql": "json_build_array"}


class FoundRows(list[Any]):
    """Rows of a statement, with the methods of a result that stores use."""

    def all(self) -> list[Any]:
        """Return all rows."""
        return self

    def first(self) -> Any:
        """Return the first row, or None."""
        return self[0] if self else None

    def one(self) -> Any:
        """Return the only row. Raises ValueError unless there is one."""
        (row,) = self
        return row


class JointConnection:
    """The part of `AsyncConnection` with which stores read. It sends what waits at the same time together."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._waiting: list[tuple[Select[Any], asyncio.Future[FoundRows]]] = []
        self._sending: asyncio.Task[None] | None = None
        self.is_open = True

    @property
    def dialect(self) -> Dialect:
        """The dialect of the database."""
        return self._connection.dialect

    async def execute(self, statement: Select[Any], parameters: Mapping[str, Any] | None = None) -> FoundRows:
        """Return the rows of a SELECT. Raises RuntimeError after the end of the page's reads."""
        if not self.is_open:
            raise RuntimeError("these reads have ended")
        found: asyncio.Future[FoundRows] = asyncio.get_running_loop().create_future()
        self._waiting.append((statement.params(**parameters) if parameters else statement, found))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_waiting())
        return await found

    async def scalars(self, statement: Select[Any], parameters: Mapping[str, Any] | None = None) -> FoundRows:
        """Return the first value of each row."""
        return FoundRows(row[0] for row in await self.execute(statement, parameters))

    async def scalar(self, statement: Select[Any], parameters: Mapping[str, Any] | None = None) -> Any:
        """Return the first value of the first row, or None."""
        row = (await self.execute(statement, parameters)).first()
        return None if row is None else row[0]

    async def finish(self) -> None:
        """Wait for what is being sent; later reads do not use this connection."""
        self.is_open = False
        if self._sending is not None:
            await asyncio.wait({self._sending})

    async def _send_waiting(self) -> None:
        while True:
            for _ in range(SETTLING_TURNS):
                await asyncio.sleep(0)
            if not self._waiting:
                return
            batch, self._waiting = self._waiting, []
            try:
                found = await self._read_all([statement for statement, _ in batch])
            except Exception as error:
                for _, waiting in batch:
                    if not waiting.done():
                        waiting.set_exception(error)
                continue
            for (_, waiting), rows in zip(batch, found, strict=True):
                if not waiting.done():
                    waiting.set_result(rows)

    async def _read_all(self, statements: Sequence[Select[Any]]) -> list[FoundRows]:
        if len(statements) == 1:
            return [FoundRows(await self._connection.execute(statements[0]))]
        parts: list[list[Any]] = [[] for _ in statements]
        for part, values in await self._connection.execute(join_statements(statements, self.dialect.name)):
            parts[part].append(json.loads(values))
        return [_decode_rows(one, rows, self.dialect) for one, rows in zip(statements, parts, strict=True)]


def join_statements(statements: Sequence[Select[Any]], dialect: str) -> CompoundSelect[Any]:
    """Return one statement with the rows of all: the number of the statement, and an array of place and values."""
    return union_all(*(_as_arrays(number, one, dialect) for number, one in enumerate(statements)))


def _as_arrays(number: int, statement: Select[Any], dialect: str) -> Select[Any]:
    order = statement._order_by_clauses
    place = func.row_number().over(order_by=order) if order else literal_column("0")
    found = statement.add_columns(place.label("row_place")).subquery(f"part_{number}")
    *columns, last = found.c
    array = getattr(func, _ARRAYS[dialect])(last, *(_encode_column(column, dialect) for column in columns))
    values: list[ColumnElement[Any]] = [literal_column(str(number)).label("part"), cast(array, Text).label("found")]
    return select(*values).select_from(found)


def _encode_column(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    if not isinstance(column.type, LargeBinary):
        return column
    digits = func.hex(column) if dialect == "sqlite" else func.encode(column, "hex")
    return case((column.is_not(None), digits))


def _decode_rows(statement: Select[Any], rows: list[list[Any]], dialect: Dialect) -> FoundRows:
    columns = list(statement.selected_columns)
    decoders = [decoder_of(column.type, dialect) for column in columns]
    make_row = row_class(tuple(statement.selected_columns.keys()))
    rows.sort(key=lambda row: row[0])
    return FoundRows(
        make_row(*(decode(value) for decode, value in zip(decoders, values, strict=True))) for _, *values in rows
    )
