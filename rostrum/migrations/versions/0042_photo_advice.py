"""Advice about photos."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Add the column: earlier photos have no advice."""
    op.add_column("photos", sa.Column("advice", sa.String(200), nullable=False, server_default=""))
