"""Late applications: submitted after the closing, with a form that was open then."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the column; earlier applications were in time."""
    op.add_column("applications", sa.Column("late", sa.Boolean, nullable=False, server_default=sa.false()))
