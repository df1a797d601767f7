"""The register of intended signatories, and signatures that wait for a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "signing_register",
        sa.Column("country", sa.String(2), primary_key=True),
        sa.Column("order", sa.Integer, nullable=False),
        sa.Column("signer_name", sa.String(200), nullable=False),
        sa.Column("signer_rank", sa.String(200), nullable=False),
        sa.Column("powers_at", sa.String(32)),
        sa.Column("powers_by", sa.String(200), nullable=False),
        sa.Column("declined_at", sa.String(32)),
        sa.Column("badge_id", sa.String(64), nullable=False),
        sa.Column("badge_number", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "signing_proposals",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("country", sa.String(2), nullable=False, unique=True),
        sa.Column("in_plenary", sa.Boolean, nullable=False),
        sa.Column("proposed_by", sa.String(48), nullable=False),
        sa.Column("proposed_by_name", sa.String(200), nullable=False),
        sa.Column("proposed_at", sa.String(32), nullable=False),
    )
