"""Two-sided print runs: the back of the event's badges follows each badge of the file."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the column; earlier runs are one-sided."""
    op.add_column("print_runs", sa.Column("two_sided", sa.Boolean, nullable=False, server_default=sa.false()))
