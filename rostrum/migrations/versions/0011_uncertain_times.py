"""Scans whose device cannot have made them at the time it says are marked."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the mark; the times of earlier scans stay as they are."""
    op.add_column("scans", sa.Column("time_uncertain", sa.Boolean, nullable=False, server_default=sa.false()))
