"""Outlets are told apart by their names as they are spelt; their keys were folded before."""

import sqlalchemy as sa
from alembic import op

from accreditation.applications.domain.outlets import alias_key

revision = "0010"
down_revision = "0009"

_OUTLETS = sa.table("outlets", *map(sa.column, ("id", "name", "alias_key")))
_ALIASES = sa.table("outlet_aliases", *map(sa.column, ("alias_key", "alias")))


def upgrade() -> None:
    """Replace each folded key by the name that had it; names with different keys differ themselves."""
    connection = op.get_bind()
    names = {row.alias_key: row.alias for row in connection.execute(sa.select(_ALIASES))}
    for row in connection.execute(sa.select(_OUTLETS)).all():
        key = alias_key(names.get(row.alias_key, row.name))
        connection.execute(sa.update(_OUTLETS).where(_OUTLETS.c.id == row.id).values(alias_key=key))
    for former, name in names.items():
        change = sa.update(_ALIASES).where(_ALIASES.c.alias_key == former)
        connection.execute(change.values(alias_key=alias_key(name)))
