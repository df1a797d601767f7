"""Print runs with bleed: sheets with crop marks for a print shop that cuts the badges."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the column; earlier runs have no bleed."""
    op.add_column("print_runs", sa.Column("bleed", sa.Boolean, nullable=False, server_default=sa.false()))
