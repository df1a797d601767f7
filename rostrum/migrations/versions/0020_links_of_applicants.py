"""Derived links of applicants: the generation of each application's link."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the column; the links of earlier applications go on working."""
    op.add_column("applications", sa.Column("link_generation", sa.Integer, nullable=False, server_default="0"))
