"""Personal details of the audit log apart from it, runs of the deletion, requests of applicants."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "audit_personal",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
    )
    op.create_table(
        "retention_runs",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("started_at", sa.String(32), nullable=False, index=True),
        sa.Column("started_by", sa.String(48), nullable=False),
        sa.Column("finished_at", sa.String(32)),
        sa.Column("certificate", sa.Text, nullable=False, server_default=""),
        sa.Column("key_id", sa.String(16)),
        sa.Column("signature", sa.LargeBinary),
    )
    op.create_table(
        "retention_counts",
        sa.Column("run_id", sa.String(48), sa.ForeignKey("retention_runs.id"), primary_key=True),
        sa.Column("name", sa.String(48), primary_key=True),
        sa.Column("erased", sa.Integer, nullable=False),
    )
    op.create_table(
        "data_requests",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("application_id", sa.String(48), nullable=False),
        sa.Column("asked_at", sa.String(32), nullable=False),
        sa.Column("due_at", sa.String(32), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("decided_at", sa.String(32)),
        sa.Column("decided_by", sa.String(48)),
        sa.Column("reason", sa.String(24)),
    )
    op.create_index("ix_data_requests_application", "data_requests", ["application_id"])
    op.create_index("ix_data_requests_state", "data_requests", ["state", "due_at"])
