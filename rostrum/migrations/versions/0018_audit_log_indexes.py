"""Indexes of the audit log by time, action, actor and subject, for the administrator's searches."""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the indexes."""
    op.create_index("ix_audit_log_at", "audit_log", ["at"])
    for column in ("action", "actor", "subject"):
        op.create_index(f"ix_audit_log_{column}", "audit_log", [column, "seq"])
