"""Reads of one page together: fewer statements, the same rows, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    event,
    func,
    insert,
    select,
)

from conference.storage.engine import Database
from conference.storage.transactions import Transactions
from conference.storage.types import Json, UtcDateTime
from conference.transactions import Transaction
from tests.support.each_database import database

__all__ = ["database"]

AT = datetime(2025, 10, 25, 2, tzinfo=UTC)
METADATA = MetaData()
THINGS = Table(
    "joint_things",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(40)),
    Column("sealed", LargeBinary),
    Column("at", UtcDateTime),
    Column("more", Json),
    Column("is_new", Boolean),
)
ROWS: list[tuple[object, ...]] = [
    (1, 'Lê "Hoa"\n', b"\x00\xff", AT, {"a": [1]}, True),
    (2, "ليلى", None, None, None, False),
    (3, None, b"", AT, [], None),
]
NEWEST_FIRST = select(THINGS).order_by(THINGS.c.id.desc())


@pytest.fixture
async def things(database: Database, transactions: Transactions) -> AsyncIterator[Transactions]:
    async with database.write() as connection:
        await connection.run_sync(METADATA.create_all)
        await connection.execute(insert(THINGS), [dict(zip(THINGS.columns.keys(), row, strict=True)) for row in ROWS])
    yield transactions
    async with database.write() as connection:
        await connection.run_sync(METADATA.drop_all)


async def test_concurrent_reads_are_one_statement_with_equal_rows(database: Database, things: Transactions) -> None:
    statements: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda _c, _u, text, *_: statements.append(text))
    async with things.read_together() as transaction:
        connection = transaction.connection
        statements.clear()
        rows, count, names, none = await asyncio.gather(
            connection.execute(NEWEST_FIRST),
            connection.scalar(select(func.count()).select_from(THINGS)),
            connection.scalars(select(THINGS.c.name).where(THINGS.c.id == bindparam("wanted")), {"wanted": 2}),
            connection.execute(select(THINGS).where(THINGS.c.id > 3)),
        )
    assert len(statements) == 1
    assert [tuple(row) for row in rows] == ROWS[::-1]
    assert (count, list(names), none.first()) == (3, ["ليلى"], None)


async def test_functions_that_open_their_own_reads_share_the_snapshot(things: Transactions) -> None:
    async def read_names() -> list[str | None]:
        async with things.read() as transaction:
            return [row.name for row in await transaction.connection.execute(NEWEST_FIRST.limit(1).offset(1))]

    async with things.read_together() as outer:
        async with things.read() as inner, things.read_together() as same:
            assert inner is outer is same
        assert list(await asyncio.gather(read_names(), read_names())) == [["ليلى"], ["ليلى"]]
    async with things.read() as after:
        assert after is not outer
    with pytest.raises(RuntimeError):
        await outer.connection.execute(NEWEST_FIRST)


async def test_error_of_a_statement_reaches_each_reader(things: Transactions) -> None:
    missing = Table("joint_missing", MetaData(), Column("id", Integer))

    async def read_rows(transaction: Transaction, table: Table) -> None:
        await transaction.connection.execute(select(table))

    async with things.read_together() as transaction:
        found = await asyncio.gather(
            read_rows(transaction, THINGS), read_rows(transaction, missing), return_exceptions=True
        )
    assert all(isinstance(one, Exception) for one in found)
