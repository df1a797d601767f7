"""Locks by name: held until the transaction ends, on PostgreSQL; SQLite has one writer anyway."""

import asyncio

import pytest
from sqlalchemy import text

from conference.storage import locks
from conference.storage.engine import Database

HELD = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")


async def count_held(database: Database) -> int:
    async with database.read() as connection:
        return int((await connection.execute(HELD)).scalar_one())


async def test_names_are_locked_until_the_transaction_ends(postgresql_database: Database) -> None:
    for names, count in (
        ((), 0),
        (("one",), 1),
        (("one", "two"), 2),
        (("one", "one"), 1),
        (("", "\U0001f511", "\0"), 3),
    ):
        async with postgresql_database.write() as connection:
            await locks.hold(connection, names)
            assert await count_held(postgresql_database) == count
        assert await count_held(postgresql_database) == 0


async def test_lock_is_released_by_a_rollback(postgresql_database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with postgresql_database.write() as connection:
            await locks.hold(connection, ["one"])
            raise ZeroDivisionError
    assert await count_held(postgresql_database) == 0


async def test_second_transaction_waits_for_the_same_name(postgresql_database: Database) -> None:
    steps: list[str] = []

    async def enter() -> None:
        async with postgresql_database.write() as connection:
            await locks.hold(connection, ["other"])
            await locks.hold(connection, ["one"])
            steps.append("second")

    async with postgresql_database.write() as connection:
        await locks.hold(connection, ["one"])
        waiting = asyncio.create_task(enter())
        while await count_held(postgresql_database) < 3:  # granted twice, and awaited once  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        steps.append("first")
    await waiting
    assert steps == ["first", "second"]


async def test_sqlite_needs_no_lock(sqlite_database: Database) -> None:
    async with sqlite_database.write() as connection:
        await locks.hold(connection, ["one", "two"])
        assert (await connection.execute(text("SELECT 1"))).scalar() == 1
