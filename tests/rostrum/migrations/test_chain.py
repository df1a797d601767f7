"""The chain of migrations as alembic reads it."""

from rostrum.migrations.chain import configure_alembic
from rostrum.migrations.migrate import newest_revision


def test_newest_revision_is_the_head_of_the_chain() -> None:
    _, scripts = configure_alembic()
    assert scripts.get_current_head() == newest_revision()
