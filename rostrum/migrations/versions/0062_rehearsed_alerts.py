"""The alerts of a rehearsal."""

import sqlalchemy as sa
from alembic import op

from conference.storage.types import UtcDateTime

revision = "0062"
down_revision = "0061"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "rehearsal_alerts",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("sender", sa.String(160), nullable=False),
        sa.Column("identifier", sa.String(160), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("registered", sa.Text(), nullable=False),
        sa.UniqueConstraint("sender", "identifier", name="uq_rehearsal_alerts_sender"),
    )
    op.create_index("ix_rehearsal_alerts_state", "rehearsal_alerts", ["state", "changed_at"])
    op.create_table(
        "rehearsal_alert_receipts",
        sa.Column("alert_id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
    )
