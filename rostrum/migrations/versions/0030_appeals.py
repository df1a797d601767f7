"""Appeals against refusals, one for an application."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Add the appeal and, for queries, the agency of an open one."""
    op.add_column("applications", sa.Column("appeal", sa.Text))
    op.add_column("applications", sa.Column("appealed_to", sa.String(20)))
