"""Column types: moments in text order, JSON as it was, on both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from conference.storage.engine import Database
from conference.storage.types import Json, Serial, UtcDateTime

THINGS = Table(
    "things_of_types",
    MetaData(),
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime),
    Column("value", Json),
    Column("number", Integer),
)
NOON = datetime(2025, 10, 25, 5, tzinfo=UTC)


@pytest.fixture
async def opened(database: Database) -> AsyncIterator[Database]:
    """A database with the table of this test, which is dropped at its end."""
    async with database.write() as connection:
        await connection.run_sync(THINGS.metadata.create_all)
    yield database
    async with database.write() as connection:
        await connection.run_sync(THINGS.metadata.drop_all)


async def store(database: Database, **values: object) -> Any:
    """Store a row and return it as it is read."""
    async with database.write() as connection:
        await connection.execute(insert(THINGS).values(**values))
    async with database.read() as connection:
        return (await connection.execute(select(THINGS).order_by(THINGS.c.id.desc()).limit(1))).one()


async def test_moment_is_returned_in_utc(opened: Database) -> None:
    local = NOON.astimezone(timezone(timedelta(hours=7)))
    earliest, latest = datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    for at in (NOON, local, NOON.replace(microsecond=1), earliest, latest):
        row = await store(opened, at=at)
        assert (row.at, row.at.utcoffset()) == (at, timedelta())


async def test_moments_sort_as_text_in_order_of_time(opened: Database) -> None:
    moments = [NOON + timedelta(microseconds=step) for step in (0, 1, 999_999, 1_000_000, 10**12)]
    zones = [UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=11)), UTC, timezone(timedelta(minutes=30))]
    for at, zone in zip(reversed(moments), zones, strict=True):
        await store(opened, at=at.astimezone(zone))
    async with opened.read() as connection:
        stored = (await connection.execute(select(THINGS.c.at).order_by(THINGS.c.at))).scalars().all()
    assert stored == moments


async def test_naive_moment_is_refused(opened: Database) -> None:
    with pytest.raises(StatementError, match="must be aware"):
        await store(opened, at=NOON.replace(tzinfo=None))


async def test_json_is_returned_as_it_was(opened: Database) -> None:
    values: tuple[object, ...] = ({"b": [1, None, True], "a": {}}, [], "", 0, False, "ليلى \U0001f511", {"{": "%s"})
    for value in values:
        assert (await store(opened, value=value)).value == value


async def test_missing_values_stay_missing(opened: Database) -> None:
    row = await store(opened, number=1)
    assert (row.at, row.value) == (None, None)


async def test_serial_numbers_increase(opened: Database) -> None:
    numbers = [(await store(opened, number=n)).id for n in range(3)]
    assert numbers == sorted(set(numbers))
