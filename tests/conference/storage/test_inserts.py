"""Inserts that allow for a row that exists, on both databases."""

from sqlalchemy import Column, Integer, MetaData, String, Table

from conference.storage.engine import Database
from conference.storage.inserts import insert_into

COUNTS = Table("counts", MetaData(), Column("name", String, primary_key=True), Column("count", Integer))


async def test_conflict_updates_or_does_nothing(database: Database) -> None:
    async with database.write() as connection:
        await connection.run_sync(COUNTS.create)
        insert = insert_into(COUNTS, connection.dialect.name).values(name="a", count=1)
        update = insert.on_conflict_do_update(index_elements=[COUNTS.c.name], set_={"count": COUNTS.c.count + 1})
        for statement in (insert, update, insert.on_conflict_do_nothing(), update):
            await connection.execute(statement)
        assert (await connection.execute(COUNTS.select())).all() == [("a", 3)]
        await connection.run_sync(COUNTS.drop)
