"""Whether the press may learn of the text of a statement before it is public."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"


def upgrade() -> None:
    """Add the column; no text that was handed in before is announced."""
    op.add_column("statements", sa.Column("is_announced", sa.Boolean(), nullable=False, server_default=sa.false()))
