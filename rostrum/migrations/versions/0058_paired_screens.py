"""Paired screens, and the requests of devices to be paired."""

import sqlalchemy as sa
from alembic import op

from conference.storage.types import UtcDateTime

revision = "0058"
down_revision = "0057"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "screen_requests",
        sa.Column("code", sa.String(9), primary_key=True),
        sa.Column("public_key", sa.String(100), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("network", sa.String(64), nullable=False),
        sa.Column("user_agent", sa.String(60), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("screen", sa.String(40), nullable=False),
    )
    op.create_index("ix_screen_requests_key", "screen_requests", ["public_key"])
    op.create_table(
        "paired_screens",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("public_key", sa.String(100), nullable=False),
        sa.Column("address", sa.String(1000), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("room", sa.String(48), nullable=False),
        sa.Column("paired_at", UtcDateTime(), nullable=False),
        sa.Column("paired_by", sa.String(120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("ix_paired_screens_key", "paired_screens", ["public_key"])
