"""Rows in every table that the deletion empties, with a mark in every text but ids: a search finds what is left."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Float, Integer, LargeBinary, Table, insert, select

from accreditation.watch_list.storage.erasing import WholeEraser
from broadcast.signing.storage import RegisterEraser
from conference.audit import AuditEntry
from conference.retention.ages import DataClass
from conference.retention.erasing import Eraser, RowEraser
from conference.storage.engine import METADATA
from conference.storage.types import Json, UtcDateTime
from conference.transactions import Transaction, Transactions

MARK = "Qxzwv"


async def add_marked_rows(transactions: Transactions, erasers: Sequence[Eraser], *, count: int, at: datetime) -> None:
    """Add `count` rows to each table of the erasers, and entries of the audit log with a name if one erases these."""
    tables = {table for eraser in erasers for table in _list_tables(eraser)}
    kept = {key.column.table for table in tables for key in table.foreign_keys} - tables
    async with transactions.write() as transaction:
        for table in METADATA.sorted_tables:
            if table in kept:
                rows = [_without_mark(_make_row(table, number, at)) for number in range(1, count + 1)]
                await transaction.connection.execute(insert(table), rows)
            if table in tables and table.name != "audit_personal":
                rows = [_make_row(table, number, at) for number in range(1, count + 1)]
                await transaction.connection.execute(insert(table), rows)
        if "personal_details" not in {eraser.name for eraser in erasers}:
            return
        for number in range(1, count + 1):
            subject = f"{number}applications"
            await transaction.record(
                AuditEntry("test:thing:done", "system", subject, at, {"n": number}, {"proxy": f"{MARK} {number}"})
            )


def _list_tables(eraser: Eraser) -> Sequence[Table]:
    """Return the tables of an eraser of rows, or of the watch-list; its log has ids only, as the audit log has."""
    if isinstance(eraser, WholeEraser):
        return () if DataClass.TRAIL in eraser.classes else eraser.tables
    return (eraser.table,) if isinstance(eraser, RowEraser | RegisterEraser) else ()


async def fill_empty_tables(transactions: Transactions, erasers: Sequence[Eraser], *, mark: str, at: datetime) -> None:
    """Add a row with a mark to each table of the erasers that has none, and rows without it that these refer to.

    An entry of the log gets a name too.
    """
    tables = {eraser.table for eraser in erasers if isinstance(eraser, RowEraser | RegisterEraser)} - {
        METADATA.tables["audit_personal"]
    }
    async with transactions.write() as transaction:
        for table in [table for table in METADATA.sorted_tables if table in tables]:
            await _ensure_row(transaction, table, mark, at)
        await transaction.record(AuditEntry("test:thing:done", "system", "thing", at, {}, {"proxy": mark}))


async def _ensure_row(transaction: Transaction, table: Table, mark: str, at: datetime) -> None:
    """Add a row with a mark to a table without rows."""
    if (await transaction.connection.execute(select(table).limit(1))).first() is not None:
        return
    row = _make_row(table, 1, at)
    for column in [column for column in table.columns if column.foreign_keys]:
        target = next(iter(column.foreign_keys)).column
        await _ensure_row(transaction, target.table, "", at)
        row[column.name] = await transaction.connection.scalar(select(target).limit(1))
    texts = {name: value.replace(MARK, mark) for name, value in row.items() if isinstance(value, str)}
    await transaction.connection.execute(insert(table), [row | texts])


def _without_mark(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of a table that is kept, to which marked rows refer."""
    plain = {name: value.replace(MARK, "") for name, value in row.items() if isinstance(value, str)}
    return row | plain | {name: {} for name, value in row.items() if isinstance(value, dict)}


def _make_row(table: Table, number: int, at: datetime) -> dict[str, Any]:
    return {
        column.name: _make_value(column, number, at)
        for column in table.columns
        if not (column.primary_key and column.autoincrement is True)
    }


def _make_value(column: Column[Any], number: int, at: datetime) -> Any:
    kind, name = column.type, column.name
    if column.foreign_keys:
        return _make_value(next(iter(column.foreign_keys)).column, number, at)
    if isinstance(kind, UtcDateTime):
        return at
    if isinstance(kind, Json):
        return {"name": f"{MARK} {number}"}
    if isinstance(kind, LargeBinary):
        return f"{MARK} {number}".encode()
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer | Float):
        return number
    length = getattr(kind, "length", None)
    is_id = name == "id" or name.endswith("_id")
    return f"{number}{column.table.name if name == 'id' else name}{'' if is_id else MARK}"[:length]


async def find_mark(transactions: Transactions, *, but: Iterable[str] = ()) -> list[str]:
    """Return the tables with the mark in one of their rows, also as bytes."""
    found = []
    async with transactions.read() as transaction:
        for table in METADATA.sorted_tables:
            if table.name not in but and await _has_mark(transaction, table):
                found.append(table.name)
    return found


async def _has_mark(transaction: Transaction, table: Table) -> bool:
    rows = await transaction.connection.execute(select(table))
    return any(MARK in repr(value) for row in rows for value in row)
