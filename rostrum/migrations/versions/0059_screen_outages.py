"""Outages of screens, their notices and who has acknowledged them."""

import sqlalchemy as sa
from alembic import op

from conference.storage.types import UtcDateTime

revision = "0059"
down_revision = "0058"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "screen_outages",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("notice", sa.String(40), nullable=False),
        sa.Column("screen", sa.String(64), nullable=False),
        sa.Column("standing", sa.String(16), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("noticed_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("acknowledged_at", UtcDateTime()),
        sa.Column("acknowledged_by", sa.String(40), nullable=False, server_default=""),
        sa.Column("open_screen", sa.String(64), unique=True),
    )
    op.create_index("ix_screen_outages_acknowledged", "screen_outages", ["acknowledged_at", "noticed_at"])
