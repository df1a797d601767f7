"""Changes of presences that no new scan tells of. Nodes read them to know whose presence to read again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "presence_changes",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("badge_id", sa.String(16), nullable=False),
        sqlite_autoincrement=True,
    )
