"""Signing keys, badges, scans and who is inside."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    _create_signing_keys()
    _create_badges()
    _create_scans()


def _create_signing_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("key_id", sa.Integer, nullable=False),
        sa.Column("point", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("retired_at", sa.String(32)),
        sa.Column("withdrawn_at", sa.String(32)),
    )
    op.create_index("ix_signing_keys_audience", "signing_keys", ["audience"])


def _create_badges() -> None:
    op.create_table(
        "badge_numbers",
        sa.Column("letter", sa.String(2), primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "badges",
        sa.Column("badge_id", sa.String(16), primary_key=True),
        sa.Column("serial", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.String(12), nullable=False),
        sa.Column("application_id", sa.String(48), sa.ForeignKey("applications.id"), nullable=False),
        sa.Column("category", sa.String(48), nullable=False),
        sa.Column("letter", sa.String(2), nullable=False),
        sa.Column("zones", sa.Text, nullable=False),
        sa.Column("valid_from", sa.String(32), nullable=False),
        sa.Column("valid_until", sa.String(32), nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("qr", sa.Text, nullable=False),
        sa.Column("issued_at", sa.String(32), nullable=False),
        sa.Column("issued_by", sa.String(48), nullable=False),
        sa.Column("standing", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(48)),
        sa.Column("changed_at", sa.String(32)),
        sa.Column("printed_at", sa.String(32)),
        sa.Column("collected_at", sa.String(32)),
        sa.Column("approval_ended", sa.Boolean, nullable=False),
        sa.UniqueConstraint("number", "serial", name="uq_badges_number_serial"),
    )
    op.create_index("ix_badges_application", "badges", ["application_id", "issued_at"])
    stands = sa.text("standing IN ('issued', 'suspended')")
    op.create_index(
        "uq_badges_standing", "badges", ["application_id"], unique=True, sqlite_where=stands, postgresql_where=stands
    )


def _create_scans() -> None:
    op.create_table(
        "scans",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("door", sa.String(48), nullable=False),
        sa.Column("zone", sa.String(48), nullable=False),
        sa.Column("direction", sa.String(8), nullable=False),
        sa.Column("method", sa.String(12), nullable=False),
        sa.Column("verdict", sa.String(24), nullable=False),
        sa.Column("scanned_at", sa.String(32), nullable=False),
        sa.Column("received_at", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(48), nullable=False),
        sa.Column("device", sa.String(64)),
        sa.Column("raw", sa.String(200), nullable=False),
        sa.Column("raw_sha256", sa.String(64), nullable=False),
        sa.Column("raw_length", sa.Integer, nullable=False),
        sa.Column("badge_id", sa.String(16)),
        sa.Column("serial", sa.Integer),
        sa.Column("prior_scan_id", sa.String(48)),
        sa.Column("undone_at", sa.String(32)),
        sa.Column("undone_by", sa.String(48)),
        sa.Column("undo_reason", sa.String(200)),
    )
    op.create_index("ix_scans_door", "scans", ["door", "received_at"])
    op.create_index("ix_scans_badge", "scans", ["badge_id", "received_at"])
    op.create_table(
        "presences",
        sa.Column("badge_id", sa.String(16), primary_key=True),
        sa.Column("zone", sa.String(48), primary_key=True),
        sa.Column("door", sa.String(48), nullable=False),
        sa.Column("entered_at", sa.String(32), nullable=False),
        sa.Column("scan_id", sa.String(48), nullable=False),
    )
