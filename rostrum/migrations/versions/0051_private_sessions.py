"""Private sessions of the programme."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "private_sessions",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("starts_at", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.Column("changed_by", sa.String(80), nullable=False),
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("previous", sa.Text),
    )
