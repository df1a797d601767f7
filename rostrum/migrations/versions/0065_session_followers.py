"""Browsers that follow sessions, and what they were told."""

import sqlalchemy as sa
from alembic import op

from conference.storage.types import UtcDateTime

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "session_followers",
        sa.Column("device", sa.String(64), primary_key=True),
        sa.Column("session", sa.String(160), primary_key=True),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("public_key", sa.String(100), nullable=False),
        sa.Column("secret", sa.String(40), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("followed_at", UtcDateTime(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("epoch", sa.String(48), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("tried_since", UtcDateTime()),
        sa.Column("holder", sa.String(40)),
        sa.Column("held_until", UtcDateTime()),
    )
    op.create_index("ix_session_followers_session", "session_followers", ["session"])
    op.create_index("ix_session_followers_due_at", "session_followers", ["due_at"])
