"""Words for the search of applicants and outlets, folded as `conference.texts.folding` does."""

import sqlalchemy as sa
from alembic import op

from conference.texts.folding import searchable

revision = "0009"
down_revision = "0008"

_APPLICATIONS = sa.table(
    "applications", *map(sa.column, ("id", "native_name", "given_name", "family_name", "email", "search_words"))
)
_ALIASES = sa.table("outlet_aliases", *map(sa.column, ("alias_key", "alias", "search_words")))


def upgrade() -> None:
    """Add the words of outlets, and compute those of outlets and applicants."""
    op.add_column("outlet_aliases", sa.Column("search_words", sa.Text, nullable=False, server_default=""))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_ALIASES)).all():
        change = sa.update(_ALIASES).where(_ALIASES.c.alias_key == row.alias_key)
        connection.execute(change.values(search_words=searchable(row.alias)))
    for row in connection.execute(sa.select(_APPLICATIONS)).all():
        words = searchable(row.native_name, f"{row.given_name} {row.family_name}", row.email)
        connection.execute(sa.update(_APPLICATIONS).where(_APPLICATIONS.c.id == row.id).values(search_words=words))
