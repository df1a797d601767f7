"""One-day badges for a power failure, and their sets."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "day_badge_sets",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("category", sa.String(48), nullable=False),
        sa.Column("letter", sa.String(2), nullable=False),
        sa.Column("zones", sa.Text, nullable=False),
        sa.Column("valid_from", sa.String(32), nullable=False),
        sa.Column("valid_until", sa.String(32), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("made_by", sa.String(48), nullable=False),
    )
    op.create_index("ix_day_badge_sets_day", "day_badge_sets", ["day"])
    op.create_table(
        "day_badges",
        sa.Column("badge_id", sa.String(16), primary_key=True),
        sa.Column("set_id", sa.String(16), sa.ForeignKey("day_badge_sets.id"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("number", sa.String(12), nullable=False, unique=True),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("changed_at", sa.String(32)),
        sa.Column("changed_by", sa.String(48)),
        sa.Column("bearer_name", sa.Text),
        sa.Column("bearer_outlet", sa.Text),
        sa.Column("bearer_document", sa.String(8)),
        sa.Column("application_id", sa.String(48), sa.ForeignKey("applications.id")),
        sa.Column("entered_at", sa.String(32)),
        sa.Column("entered_by", sa.String(48)),
    )
    op.create_index("ix_day_badges_set", "day_badges", ["set_id", "place"])
