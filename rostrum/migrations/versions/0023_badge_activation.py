"""Activation of badges: since when an issue opens doors, and when it was taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the columns. Badges that were collected open doors since then; all others wait for their hand-over."""
    op.add_column("badges", sa.Column("activated_at", sa.String(32)))
    op.add_column("badges", sa.Column("deactivated_at", sa.String(32)))
    op.execute("UPDATE badges SET activated_at = collected_at")
