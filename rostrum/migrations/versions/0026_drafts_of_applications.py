"""Drafts of application forms that are not submitted yet."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "application_drafts",
        sa.Column("secret_hash", sa.String(64), primary_key=True),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False, index=True),
    )
