"""Passport data of applications, sealed, and the keyed hash by which the same document is found again."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Create the tables; an application names its passport data."""
    op.add_column("applications", sa.Column("passport_id", sa.String(48)))
    op.create_table(
        "passports",
        sa.Column(
            "application_id", sa.String(48), sa.ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("id", sa.String(48), nullable=False, unique=True),
        sa.Column("passport_key", sa.String(64), nullable=False, index=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "passport_secrets",
        sa.Column("name", sa.String(48), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
