"""Exchange with agencies that do not sign in: their public keys, batches, rows as ids and digests."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "agency_keys",
        sa.Column("fingerprint", sa.String(64), primary_key=True),
        sa.Column("agency", sa.String(20), nullable=False),
        sa.Column("purpose", sa.String(12), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("registered_at", sa.String(32), nullable=False),
        sa.Column("registered_by", sa.String(48), nullable=False),
        sa.Column("withdrawn_at", sa.String(32)),
    )
    op.create_table(
        "agency_batches",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("agency", sa.String(20), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("created_by", sa.String(48), nullable=False),
        sa.Column("deadline", sa.String(32), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("manifest", sa.String(64), nullable=False),
        sa.Column("supersedes", sa.String(48), nullable=False, server_default=""),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("ended_at", sa.String(32)),
        sa.Column("ended_by", sa.String(48), nullable=False, server_default=""),
        sa.Column("verdict_file", sa.String(64), nullable=False, server_default=""),
        sa.UniqueConstraint("agency", "sequence", name="uq_agency_batches_sequence"),
    )
    op.create_table(
        "agency_batch_rows",
        sa.Column("batch_id", sa.String(48), sa.ForeignKey("agency_batches.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column(
            "application_id", sa.String(48), sa.ForeignKey("applications.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index("ix_agency_batch_rows_application", "agency_batch_rows", ["application_id"])
