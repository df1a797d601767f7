"""Board: the act that a change belongs to, if it has written several keys."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("board_entries", sa.Column("act", sa.Integer))
    op.add_column("board_changes", sa.Column("act", sa.Integer))
