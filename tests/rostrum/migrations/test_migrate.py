"""Migrations make exactly the tables that the code uses."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from conference.storage.engine import METADATA, Database
from rostrum.migrations.migrate import DatabaseNewerError, migrate


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, METADATA))


async def test_migrations_make_the_tables_of_the_code(database: Database) -> None:
    assert len(METADATA.tables) > 10
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migration_of_a_newer_database_is_refused(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseNewerError) as refusal:
        await migrate(database)
    assert refusal.value.params["database"] == "9999"


async def test_migration_twice_changes_nothing(database: Database) -> None:
    await migrate(database)
    await migrate(database)


async def test_database_of_the_former_revision_is_upgraded(sqlite_database: Database) -> None:
    async with sqlite_database.write() as connection:
        await connection.execute(text("DROP TABLE presence_changes"))
        await connection.execute(text("UPDATE alembic_version SET version_num = '0007'"))
    await migrate(sqlite_database)
    async with sqlite_database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
