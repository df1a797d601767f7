"""The chain of migrations, read and applied by alembic."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from rostrum.migrations.migrate import DatabaseNewerError

_SCRIPTS = Path(__file__).parent


def compare_revisions(connection: Connection) -> tuple[list[str], list[str]]:
    """Return the revisions that the database lacks, and its revisions that are unknown to this program."""
    _, scripts = configure_alembic()
    known = [script.revision for script in scripts.walk_revisions()]
    heads = MigrationContext.configure(connection).get_current_heads()
    newer = sorted(set(heads) - set(known))
    applied = {script.revision for script in scripts.iterate_revisions(heads, "base")} if heads and not newer else set()
    return [revision for revision in reversed(known) if revision not in applied], newer


def upgrade(connection: Connection, to: str = "head") -> None:
    """Apply the missing migrations up to a revision. Raises DatabaseNewerError for a newer database."""
    config, scripts = configure_alembic()
    _refuse_newer(connection, scripts)

    def missing(revision: str, _context: MigrationContext) -> list[RevisionStep]:
        return scripts._upgrade_revs(to, revision)

    with EnvironmentContext(config, scripts, fn=missing) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()


def configure_alembic() -> tuple[Config, ScriptDirectory]:
    """Return the configuration of alembic and the directory of migrations."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config, ScriptDirectory.from_config(config)


def _refuse_newer(connection: Connection, scripts: ScriptDirectory) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - known
    if unknown:
        raise DatabaseNewerError(
            "database.newer", database=", ".join(sorted(unknown)), program=scripts.get_current_head() or "-"
        )
