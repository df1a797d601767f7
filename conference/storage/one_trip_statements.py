"""Statements of SQLite that are compiled once and executed together, in one round trip to the thread of the connection.

SQLAlchemy costs a short statement many times what SQLite itself does. A path that writes a few rows at each act of a
person compiles its statements here; values are converted as the column types say.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any, TypeVar

from sqlalchemy import Boolean, ClauseElement, Dialect, LargeBinary, Select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeDecorator, TypeEngine

from conference.storage.one_trip_sqlite import OneTripConnection
from conference.storage.outages import translate_driver_error

Result = TypeVar("Result")


@cache
def _sqlite_dialect() -> Dialect:
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415 - PostgreSQL does without it

    return sqlite.dialect(paramstyle="qmark")


@cache
def row_class(names: tuple[str, ...]) -> Callable[..., Any]:
    """Return a class of rows with these attributes."""
    return namedtuple("FoundRow", names, rename=True)


def decoder_of(column_type: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any]:
    """Return the function that turns a value of SQLite, or one out of JSON, into that of a column."""
    if isinstance(column_type, TypeDecorator):
        return partial(_process_value, column_type, dialect)
    if isinstance(column_type, LargeBinary):
        return _decode_bytes
    return _decode_flag if isinstance(column_type, Boolean) else _keep_value


def _encoder_of(column_type: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """Return the function that turns a value of a column into that of SQLite, None where they are the same."""
    if isinstance(column_type, TypeDecorator):
        return partial(_bind_value, column_type, _sqlite_dialect())
    return None


def _bind_value(column_type: TypeDecorator[Any], dialect: Dialect, value: Any) -> Any:
    return column_type.process_bind_param(value, dialect)


def _process_value(column_type: TypeDecorator[Any], dialect: Dialect, value: Any) -> Any:
    return column_type.process_result_value(value, dialect)


def _decode_bytes(value: str | None) -> bytes | None:
    return None if value is None else bytes.fromhex(value)


def _decode_flag(value: Any) -> bool | None:
    return None if value is None else bool(value)


def _keep_value(value: Any) -> Any:
    return value


def takes_statements(connection: AsyncConnection) -> bool:
    """Return whether statements of this module can be executed: on SQLite, outside the joint reads of a page."""
    return isinstance(connection, AsyncConnection) and connection.dialect.name == "sqlite"


def driver_of(connection: AsyncConnection) -> OneTripConnection:
    """Return the driver's connection of an open connection of SQLite, which is never lost as one over a network is."""
    pooled: Any = connection.sync_connection
    driver: OneTripConnection = pooled.connection.driver_connection
    return driver


class SqliteStatement:
    """A statement with its parameters in the order of the compiled text, and with the columns that a SELECT returns."""

    def __init__(self, statement: ClauseElement, *, columns: Sequence[str] = ()) -> None:
        """Compile; `columns` are those of an INSERT."""
        compiled: Any = statement.compile(dialect=_sqlite_dialect(), column_keys=list(columns) or None)
        self.text = str(compiled)
        self._defaults = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        selected = list(statement.selected_columns) if isinstance(statement, Select) else []
        self._make_row = row_class(tuple(column.name for column in selected))
        decoders = [decoder_of(column.type, _sqlite_dialect()) for column in selected]
        self._decoders = [(place, decode) for place, decode in enumerate(decoders) if decode is not _keep_value]
        self._parameters = [(name, _encoder_of(compiled.binds[name].type)) for name in compiled.positiontup]

    def bind_values(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the parameters of one execution. Raises KeyError for a missing value."""
        given = {**self._defaults, **values} if self._defaults else values
        return [given[name] if encode is None else encode(given[name]) for name, encode in self._parameters]

    def run(self, connection: sqlite3.Connection, values: Mapping[str, Any] | None = None) -> list[Any]:
        """Execute and return the rows, with the columns of a SELECT by name as attributes."""
        return [self._decode_row(row) for row in connection.execute(self.text, self.bind_values(values or {}))]

    def _decode_row(self, row: Sequence[Any]) -> Any:
        decoded = list(row)
        for place, decode in self._decoders:
            decoded[place] = decode(decoded[place])
        return self._make_row(*decoded)

    def run_many(self, connection: sqlite3.Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Execute once for each of `rows`."""
        connection.executemany(self.text, [self.bind_values(row) for row in rows])


@cache
def compile_select(statement: Select[Any]) -> SqliteStatement:
    """Return the compiled form of a statement that is one object of a module."""
    return SqliteStatement(statement)


async def run_in_one_trip(connection: AsyncConnection, act: Callable[[sqlite3.Connection], Result]) -> Result:
    """Return the result of `act`, which is called in the thread of the connection within its open transaction.

    Raises: UnavailableError, as each statement does.
    """
    try:
        result: Result = await driver_of(connection).run_in_thread(act)
    except sqlite3.Error as error:
        raise translate_driver_error(error) from error
    return result


async def run_at_once(connection: AsyncConnection, act: Callable[[sqlite3.Connection], Result]) -> Result:
    """Return the result of `act`, which is called in the caller's thread within the open transaction.

    For statements about few rows by their keys, which take less time than the round trip: a transaction of writes holds
    its lock, and one that reads needs none, so that nothing is waited for. Raises as `run_in_one_trip`.
    """
    try:
        return act(driver_of(connection).sqlite)
    except sqlite3.Error as error:
        raise translate_driver_error(error) from error
