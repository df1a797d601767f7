"""The draft of the event, which set-up pages edit and nodes do not serve. Empty until its first save."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "event_draft",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("base_version", sa.Integer, nullable=False),
        sa.Column("content", sa.Text),
        sa.Column("base_content", sa.Text),
        sa.Column("saved_at", sa.String(32), nullable=False),
        sa.Column("saved_by", sa.String(80), nullable=False),
    )
    op.create_table(
        "event_draft_files",
        sa.Column("side", sa.String(5), primary_key=True),
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
