"""Exports: what members of staff asked for, until it ends."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "exports",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("owner", sa.String(48), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("filter", sa.Text, nullable=False),
        sa.Column("format", sa.String(8), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.Column("withdrawn_at", sa.String(32)),
    )
    op.create_index("ix_exports_expires_at", "exports", ["expires_at"])
    op.create_index("ix_exports_owner", "exports", ["owner", "expires_at"])
