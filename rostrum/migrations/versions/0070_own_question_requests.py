"""Requests to put questions that journalists make on their own pages, and the lists that are closed to them."""

import sqlalchemy as sa
from alembic import op

from conference.storage.types import UtcDateTime

revision = "0070"
down_revision = "0069"


def upgrade() -> None:
    """Add the column with its index, and the table."""
    op.add_column("press_questions", sa.Column("application_id", sa.String(48)))
    op.create_index("ix_press_questions_application", "press_questions", ["application_id"])
    op.create_table(
        "closed_question_lists",
        sa.Column("session_id", sa.String(160), primary_key=True),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
    )
