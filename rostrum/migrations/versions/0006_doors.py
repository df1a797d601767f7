"""The doors: devices, grants, notices, supervisors' PINs, changes of the lists, and what scans now know."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables; give scans their new columns."""
    _create_devices()
    _create_grants()
    _create_lists()
    _extend_scans()


def _create_devices() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("doors", sa.Text, nullable=False),
        sa.Column("rights", sa.Text, nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("code_hash", sa.String(64), unique=True),
        sa.Column("token_hash", sa.String(64), unique=True),
        sa.Column("login_hash", sa.String(64)),
        sa.Column("enrolled_by", sa.String(48), nullable=False),
        sa.Column("offered_at", sa.String(32), nullable=False),
        sa.Column("enrolled_at", sa.String(32)),
        sa.Column("ended_at", sa.String(32)),
        sa.Column("reported_at", sa.String(32)),
        sa.Column("door", sa.String(48)),
        sa.Column("skew_ms", sa.Integer),
        sa.Column("queue", sa.Integer),
        sa.Column("battery", sa.Float),
        sa.Column("charging", sa.Boolean),
        sa.Column("list_at", sa.String(32)),
        sa.Column("build", sa.String(64)),
        sa.Column("language", sa.String(2)),
    )
    op.create_index("ix_devices_login", "devices", ["login_hash"])


def _create_grants() -> None:
    op.create_table(
        "grants",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("application_id", sa.String(48), sa.ForeignKey("applications.id"), nullable=False),
        sa.Column("pool", sa.String(48)),
        sa.Column("zones", sa.Text, nullable=False),
        sa.Column("valid_from", sa.String(32), nullable=False),
        sa.Column("valid_until", sa.String(32), nullable=False),
        sa.Column("entries", sa.Integer),
        sa.Column("given_by", sa.String(48), nullable=False),
        sa.Column("given_at", sa.String(32), nullable=False),
        sa.Column("ended_by", sa.String(48)),
        sa.Column("ended_at", sa.String(32)),
    )
    op.create_index("ix_grants_application", "grants", ["application_id"])


def _create_lists() -> None:
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "roster_changes",
        sa.Column("seq", serial, primary_key=True, autoincrement=True),
        sa.Column("application_id", sa.String(48), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "supervisor_pins",
        sa.Column("staff_id", sa.String(48), primary_key=True),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("verifier", sa.String(64), nullable=False),
        sa.Column("set_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("badge_id", sa.String(16)),
        sa.Column("doors", sa.Text, nullable=False),
        sa.Column("posted_by", sa.String(48), nullable=False),
        sa.Column("posted_at", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.Column("ended_at", sa.String(32)),
    )


def _extend_scans() -> None:
    """Scans until now were decided by the server as they came: they occurred when they were received."""
    added: list[sa.Column[Any]] = [
        sa.Column("occurred_at", sa.String(32), nullable=False, server_default=""),
        sa.Column("decided_offline", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("grant_id", sa.String(48)),
        sa.Column("overrides_key", sa.String(64)),
        sa.Column("override_reason", sa.String(24)),
        sa.Column("supervisor_id", sa.String(48)),
        sa.Column("conflict", sa.String(16)),
        sa.Column("conflict_key", sa.String(64)),
        sa.Column("settled_at", sa.String(32)),
        sa.Column("settled_by", sa.String(48)),
        sa.Column("settlement", sa.String(24)),
    ]
    for column in added:
        op.add_column("scans", column)
    op.execute("UPDATE scans SET occurred_at = received_at")
    op.drop_index("ix_scans_badge", "scans")
    op.create_index("ix_scans_badge", "scans", ["badge_id", "occurred_at"])
    op.create_index("ix_scans_received", "scans", ["received_at"])
    op.drop_index("ix_scans_door", "scans")
    op.create_index("ix_scans_door", "scans", ["door", "verdict", "received_at", "undone_at"])
    unsettled = sa.text("conflict IS NOT NULL AND settled_at IS NULL")
    op.create_index("ix_scans_unsettled", "scans", ["occurred_at"], sqlite_where=unsettled, postgresql_where=unsettled)
    has_grant = sa.text("grant_id IS NOT NULL")
    op.create_index("ix_scans_grant", "scans", ["grant_id"], sqlite_where=has_grant, postgresql_where=has_grant)
    op.create_index("ix_presences_zone", "presences", ["zone"])
