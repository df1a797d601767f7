"""SQL conditions on lists: any number of values, one SQL text."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Column, MetaData, String, Table, insert, select

from conference.storage.engine import Database
from conference.storage.sql_lists import among, each, for_both, listed

THINGS = Table("things_of_lists", MetaData(), Column("name", String(40), primary_key=True))
NAMES = ("a", "b", "'; DROP TABLE things_of_lists; --", "{c,d}", "ليلى", "", "null")
FIND = for_both(lambda dialect: select(THINGS.c.name).where(among(THINGS.c.name, "names", dialect)))
ECHO = for_both(lambda dialect: select(each("names", dialect)))


@pytest.fixture
async def opened(database: Database) -> AsyncIterator[Database]:
    """A database with the names, which are dropped at the end."""
    async with database.write() as connection:
        await connection.run_sync(THINGS.metadata.create_all)
        await connection.execute(insert(THINGS), [{"name": name} for name in NAMES])
    yield database
    async with database.write() as connection:
        await connection.run_sync(THINGS.metadata.drop_all)


async def test_among_finds_rows_with_a_value_of_the_list(opened: Database) -> None:
    many = [*NAMES, *(f"x{n}" for n in range(2000))]
    async with opened.read() as connection:
        for wanted in ([], ["a"], ["a", "a", "b"], ["missing"], list(NAMES), many):
            found = (await connection.execute(FIND[opened.dialect], {"names": listed(wanted)})).scalars().all()
            assert sorted(found) == sorted(set(wanted) & set(NAMES))


async def test_each_gives_one_row_per_value(database: Database) -> None:
    async with database.read() as connection:
        for values in ([], ["b", "a", "b"], list(NAMES)):
            rows = (await connection.execute(ECHO[database.dialect], {"names": values})).scalars().all()
            assert sorted(rows) == sorted(values)


async def test_value_that_looks_like_a_number_stays_a_text(database: Database) -> None:
    async with database.read() as connection:
        rows = (await connection.execute(ECHO[database.dialect], {"names": ["1", "1e3", "true"]})).scalars().all()
    assert sorted(rows) == ["1", "1e3", "true"]


def test_statements_are_built_for_each_dialect() -> None:
    assert for_both(lambda dialect: dialect.upper()) == {"sqlite": "SQLITE", "postgresql": "POSTGRESQL"}


def test_equal_sets_give_equal_parameters() -> None:
    assert listed({"b", "a", "c"}) == listed(("c", "b", "a")) == ["a", "b", "c"]
