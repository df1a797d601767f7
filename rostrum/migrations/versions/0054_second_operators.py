"""Acts that wait for a second operator."""

import sqlalchemy as sa
from alembic import op

from conference.storage.types import UtcDateTime

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "board_proposals",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(80), nullable=False),
        sa.Column("proposer", sa.String(200), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.String(80)),
        sa.Column("decided_at", UtcDateTime()),
    )
    op.create_index("ix_board_proposals_state", "board_proposals", ["state", "proposed_at"])
