"""The nodes of the board, each with the screens connected to it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "board_nodes",
        sa.Column("node", sa.String(80), primary_key=True),
        sa.Column("seen_at", sa.String(32), nullable=False),
        sa.Column("screens", sa.Text(), nullable=False),
    )
