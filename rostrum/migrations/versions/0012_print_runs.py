"""Print runs: a badge is printed once the desk has confirmed that it came out of the printer."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create the table of print runs."""
    op.create_table(
        "print_runs",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("issues", sa.Text, nullable=False),
        sa.Column("started_at", sa.String(32), nullable=False),
        sa.Column("started_by", sa.String(48), nullable=False),
        sa.Column("ended_at", sa.String(32)),
        sa.Column("printed", sa.Integer),
    )
    op.create_index("ix_print_runs_ended", "print_runs", ["ended_at"])
