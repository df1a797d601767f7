"""The board: its head, the latest entry of each key, and the log of changes."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEY = sa.String(160)


def upgrade() -> None:
    """Create the tables, and the one row of the head in an epoch of this database's own."""
    head = op.create_table(
        "board_head",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("epoch", sa.String(48), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "epoch": f"ep_{secrets.token_hex(8)}", "offset": 0}])
    op.create_table(
        "board_entries",
        sa.Column("key", KEY, primary_key=True),
        sa.Column("offset", sa.Integer(), nullable=False, unique=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("previous", sa.Integer()),
        sa.Column("state", sa.Text()),
    )
    op.create_table(
        "board_changes",
        sa.Column("offset", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("operator", sa.String(80), nullable=False),
        sa.Column("operator_name", sa.String(200), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("state", sa.Text()),
        sa.Column("previous", sa.Integer()),
    )
    op.create_index("board_changes_key", "board_changes", ["key", "offset"])
