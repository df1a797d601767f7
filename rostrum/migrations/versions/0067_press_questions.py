"""Requests to put questions at press conferences."""

import sqlalchemy as sa
from alembic import op

from conference.storage.types import UtcDateTime

revision = "0067"
down_revision = "0066"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "press_questions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("session_id", sa.String(160), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("outlet", sa.String(120), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("badge", sa.String(20), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("previous", sa.String(16)),
        sa.Column("changed_at", UtcDateTime()),
        sa.Column("officer_id", sa.String(40), nullable=False),
        sa.Column("officer", sa.String(200), nullable=False),
    )
    op.create_index("ix_press_questions_session", "press_questions", ["session_id", "number"], unique=True)
