"""Streams of rooms that operators have changed on the day."""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "stream_changes",
        sa.Column("stream", sa.String(48), primary_key=True),
        sa.Column("change", sa.Text(), nullable=False),
    )
