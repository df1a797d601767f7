"""Commands to screens with their answers, and the latest picture of each screen."""

import sqlalchemy as sa
from alembic import op

from conference.storage.types import UtcDateTime

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "screen_commands",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("batch", sa.String(40), nullable=False),
        sa.Column("screen", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by", sa.String(40), nullable=False),
        sa.Column("sent_at", UtcDateTime()),
        sa.Column("answer", sa.String(16), nullable=False, server_default=""),
        sa.Column("answered_at", UtcDateTime()),
    )
    op.create_index("ix_screen_commands_batch", "screen_commands", ["batch"])
    op.create_index("ix_screen_commands_asked", "screen_commands", ["asked_at"])
    op.create_table(
        "screen_pictures",
        sa.Column("screen", sa.String(40), primary_key=True),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
    )
