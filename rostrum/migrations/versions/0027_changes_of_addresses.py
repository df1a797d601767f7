"""Changes of applicants' addresses that wait for their confirmations."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "address_changes",
        sa.Column("application_id", sa.String(48), _of_application(), primary_key=True),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False, index=True),
        sa.Column("earlier_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("new_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("earlier_confirmed", sa.Boolean, nullable=False),
        sa.Column("new_confirmed", sa.Boolean, nullable=False),
    )


def _of_application() -> sa.ForeignKey:
    return sa.ForeignKey("applications.id", ondelete="CASCADE")
