"""Figures that press officers add or correct."""

import sqlalchemy as sa
from alembic import op

from conference.storage.types import UtcDateTime

revision = "0064"
down_revision = "0063"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "press_figures",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("corrects", sa.String(40), unique=True),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published", sa.Text(), nullable=False),
    )
