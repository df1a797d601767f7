"""States of the streams of rooms, and which node checks them."""

import sqlalchemy as sa
from alembic import op

from conference.storage.types import UtcDateTime

revision = "0066"
down_revision = "0065"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "stream_states",
        sa.Column("stream", sa.String(48), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("session", sa.String(48), nullable=False),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "stream_watch",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("node", sa.String(64), nullable=False),
        sa.Column("held_until", UtcDateTime(), nullable=False),
    )
