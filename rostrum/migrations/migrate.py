"""Apply migrations to a database, and refuse a database that is newer than the program."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from conference.errors import RostrumError
from conference.storage.engine import Database

_SCRIPTS = Path(__file__).parent
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
    async with database.write(patient=True) as connection:
        if database.dialect == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        await connection.run_sync(_run_upgrade)


async def missing_migrations(database: Database) -> tuple[list[str], list[str]]:
    """Return the revisions that the database lacks, and its revisions that are unknown to this program."""
    async with database.read() as connection:
        return await connection.run_sync(_compare_revisions)


def _compare_revisions(connection: Connection) -> tuple[list[str], list[str]]:
    _, scripts = _configure_alembic()
    known = [script.revision for script in scripts.walk_revisions()]
    heads = MigrationContext.configure(connection).get_current_heads()
    newer = sorted(set(heads) - set(known))
    applied = {script.revision for script in scripts.iterate_revisions(heads, "base")} if heads and not newer else set()
    return [revision for revision in reversed(known) if revision not in applied], newer


def _configure_alembic() -> tuple[Config, ScriptDirectory]:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config, ScriptDirectory.from_config(config)


def _run_upgrade(connection: Connection) -> None:
    config, scripts = _configure_alembic()
    _refuse_newer(connection, scripts)

    def missing(revision: str, _context: MigrationContext) -> list[RevisionStep]:
        return scripts._upgrade_revs("head", revision)

    with EnvironmentContext(config, scripts, fn=missing) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()


def _refuse_newer(connection: Connection, scripts: ScriptDirectory) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - known
    if unknown:
        raise DatabaseNewerError(
            "database.newer", database=", ".join(sorted(unknown)), program=scripts.get_current_head() or "-"
        )
