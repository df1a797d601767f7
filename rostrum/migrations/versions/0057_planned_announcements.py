"""Announcements that wait as drafts or for their time."""

import sqlalchemy as sa
from alembic import op

from conference.storage.types import UtcDateTime

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "planned_announcements",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("publish_at", UtcDateTime()),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime()),
        sa.Column("planned", sa.Text(), nullable=False),
    )
    op.create_index("ix_planned_announcements_state", "planned_announcements", ["state", "publish_at"])
