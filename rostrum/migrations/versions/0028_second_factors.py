"""Second factors of staff and their recovery codes."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "second_factors",
        sa.Column("staff_id", sa.String(40), sa.ForeignKey("staff.id"), primary_key=True),
        sa.Column("sealed_secret", sa.String(255), nullable=False),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("staff_id", sa.String(40), sa.ForeignKey("staff.id"), nullable=False),
    )
    op.create_index("recovery_codes_staff_id", "recovery_codes", ["staff_id"])
