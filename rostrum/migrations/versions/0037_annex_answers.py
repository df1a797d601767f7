"""Answers to follow-up forms."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Create the table of answers."""
    op.create_table(
        "annex_answers",
        sa.Column("application_id", sa.String(48), _of_application(), primary_key=True),
        sa.Column("annex", sa.String(48), primary_key=True),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("submitted_at", sa.String(32), nullable=False),
        sa.Column("decided_at", sa.String(32)),
        sa.Column("decided_by", sa.String(48)),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("ix_annex_answers_list", "annex_answers", ["annex", "state", "submitted_at"])


def _of_application() -> sa.ForeignKey:
    return sa.ForeignKey("applications.id", ondelete="CASCADE")
