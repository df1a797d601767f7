"""Attempts of other devices to use the names of screens."""

import sqlalchemy as sa
from alembic import op

from conference.storage.types import UtcDateTime

revision = "0063"
down_revision = "0062"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "screen_attempts",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
    )
