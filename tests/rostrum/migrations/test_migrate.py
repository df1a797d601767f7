"""The migrations make the very tables that the code reads and writes."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from conference.storage.engine import METADATA, Database


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, METADATA))


async def test_migrations_make_the_tables_of_the_code(database: Database) -> None:
    assert len(METADATA.tables) > 10
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
