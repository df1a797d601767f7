"""Brings a database to the shape this program knows, and refuses one that is newer than the program."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from conference.errors import RostrumError
from conference.storage.engine import Database

_SCRIPTS = Path(__file__).parent
_MIGRATION_LOCK = 0x526F7375  # two nodes that start at once: one migrates, the other waits and finds it done


class DatabaseNewerError(RostrumError):
    """The database was written by a newer program; `params` name its revision and ours."""


async def migrate(database: Database) -> None:
    """Apply every migration that is missing, in one transaction. When none is, the database is only read, so that a
    node starts while the database takes no writes.

    Raises DatabaseNewerError when the database holds a revision that this program does not know.
    """
    missing, newer = await missing_migrations(database)
    if not missing and not newer:
        return
    async with database.write(patient=True) as connection:
        if database.dialect == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        await connection.run_sync(_upgrade)


async def missing_migrations(database: Database) -> tuple[list[str], list[str]]:
    """The revisions that the database lacks, and those of its own that this program does not know."""
    async with database.read() as connection:
        return await connection.run_sync(_compare)


def _compare(connection: Connection) -> tuple[list[str], list[str]]:
    _, scripts = _configured()
    known = [script.revision for script in scripts.walk_revisions()]
    heads = MigrationContext.configure(connection).get_current_heads()
    newer = sorted(set(heads) - set(known))
    done = {script.revision for script in scripts.iterate_revisions(heads, "base")} if heads and not newer else set()
    return [revision for revision in reversed(known) if revision not in done], newer


def _configured() -> tuple[Config, ScriptDirectory]:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config, ScriptDirectory.from_config(config)


def _upgrade(connection: Connection) -> None:
    config, scripts = _configured()
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
