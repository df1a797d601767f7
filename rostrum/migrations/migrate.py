"""Apply migrations to a database, and refuse a database that is newer than the program.

Most starts find the newest revision in the database. This is checked by a query, so that alembic (9 MB) is not loaded.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from conference.errors import RostrumError
from conference.storage.engine import Database

_VERSIONS = Path(__file__).parent / "versions"
_VERSION_TABLE = "alembic_version"
_MIGRATION_LOCK = 0x526F7375  # of two nodes that start at once one migrates while the other waits


class DatabaseNewerError(RostrumError):
    """The database was written by a newer program; `params` name its revision and ours."""


async def migrate(database: Database) -> None:
    """Apply all missing migrations in one transaction. When none is missing, the database is only read, so that a node
    can start while the database takes no writes.

    Raises DatabaseNewerError when the database holds a revision that this program does not know.
    """
    missing, newer = await missing_migrations(database)
    if not missing and not newer:
        return
    from rostrum.migrations.chain import upgrade  # noqa: PLC0415 - alembic

    async with database.write(patient=True) as connection:
        if database.dialect == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        await connection.run_sync(upgrade)


async def missing_migrations(database: Database) -> tuple[list[str], list[str]]:
    """Return the revisions that the database lacks, and its revisions that are unknown to this program."""
    async with database.read() as connection:
        if await connection.run_sync(_stored_revisions) == [newest_revision()]:
            return [], []
        from rostrum.migrations.chain import compare_revisions  # noqa: PLC0415 - alembic

        return await connection.run_sync(compare_revisions)


def newest_revision() -> str:
    """Return the revision of the newest migration, which is the number at the beginning of its file's name."""
    return max(path.name for path in _VERSIONS.glob("[0-9]*_*.py")).partition("_")[0]


def _stored_revisions(connection: Connection) -> list[str]:
    if not inspect(connection).has_table(_VERSION_TABLE):
        return []
    return list(connection.scalars(text(f"SELECT version_num FROM {_VERSION_TABLE}")))  # noqa: S608 - a constant
