"""Outlets, applications and photos."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables."""
    _create_outlets()
    _create_applications()
    _create_photos()


def _create_outlets() -> None:
    op.create_table(
        "outlets",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("alias_key", sa.String(200), nullable=False, unique=True),
        sa.Column("verified", sa.Boolean, nullable=False),
    )
    op.create_table(
        "outlet_aliases",
        sa.Column("alias_key", sa.String(200), primary_key=True),
        sa.Column("alias", sa.String(200), nullable=False),
        sa.Column("outlet_id", sa.String(48), sa.ForeignKey("outlets.id"), nullable=False),
    )
    op.create_index("ix_outlet_aliases_outlet_id", "outlet_aliases", ["outlet_id"])


def _create_applications() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("secret_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("native_name", sa.String(200), nullable=False),
        sa.Column("family_name", sa.String(200), nullable=False),
        sa.Column("given_name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("phone", sa.String(32), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("outlet_id", sa.String(48), sa.ForeignKey("outlets.id")),
        sa.Column("function", sa.String(48), nullable=False),
        sa.Column("category", sa.String(48), nullable=False),
        sa.Column("photo_id", sa.String(48)),
        sa.Column("consent_at", sa.String(32)),
        sa.Column("submitted_at", sa.String(32)),
        sa.Column("checks", sa.Text, nullable=False),
        sa.Column("accreditation_finding", sa.String(20)),
        sa.Column("security_finding", sa.String(20)),
        sa.Column("hold", sa.Text),
        sa.Column("decision", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("data_version", sa.Integer, nullable=False),
        sa.Column("search_words", sa.Text, nullable=False),
    )
    op.create_index("ix_applications_state", "applications", ["state", "submitted_at", "id"])
    op.create_index("ix_applications_submitted", "applications", ["submitted_at", "id"])
    op.create_index("ix_applications_outlet", "applications", ["outlet_id"])


def _create_photos() -> None:
    op.create_table(
        "photos",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("application_id", sa.String(48), sa.ForeignKey("applications.id"), unique=True),
        sa.Column("secret_hash", sa.String(64), unique=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("jpeg", sa.LargeBinary, nullable=False),
        sa.Column("thumbnail", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", sa.String(32)),
    )
    op.create_index("ix_photos_expires_at", "photos", ["expires_at"])
