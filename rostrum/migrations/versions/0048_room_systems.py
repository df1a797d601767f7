"""Room systems: whether microphones of a room give the floor, and names of its seats."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "room_systems",
        sa.Column("room", sa.String(48), primary_key=True),
        sa.Column("gives_floor", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "room_seats",
        sa.Column("room", sa.String(48), primary_key=True),
        sa.Column("seat", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("label", sa.String(120), nullable=False),
    )
