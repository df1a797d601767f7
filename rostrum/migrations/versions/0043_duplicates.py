"""Keys, photo prints and passport digests of applications, and the hits found by them."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Create the tables. Applications that exist are compared at the next start."""
    op.create_table(
        "comparison_keys",
        sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("application_id", sa.String(48), _of_application(), primary_key=True, index=True),
    )
    op.create_table(
        "photo_prints",
        sa.Column("application_id", sa.String(48), _of_application(), primary_key=True),
        sa.Column("photo_id", sa.String(48), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("shapes", sa.LargeBinary, nullable=False),
        sa.Column("colours", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "comparisons",
        sa.Column("application_id", sa.String(48), _of_application(), primary_key=True),
        sa.Column("data_version", sa.Integer, nullable=False),
        sa.Column("email_key", sa.String(254), nullable=False),
    )
    op.create_table(
        "passport_digests",
        sa.Column("application_id", sa.String(48), _of_application(), primary_key=True),
        sa.Column("document", sa.BigInteger, nullable=False),
        sa.Column("near", sa.Text, nullable=False),
    )
    _create_hits()


def _create_hits() -> None:
    op.create_table(
        "duplicate_hits",
        sa.Column("first_id", sa.String(48), _of_application(), primary_key=True),
        sa.Column("second_id", sa.String(48), _of_application(), primary_key=True, index=True),
        sa.Column("traits", sa.String(200), nullable=False),
        sa.Column("bits", sa.Float, nullable=False),
        sa.Column("found_at", sa.String(32), nullable=False),
        sa.Column("verdict", sa.String(20)),
        sa.Column("officer", sa.String(48)),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("settled_at", sa.String(32)),
    )
    op.create_index("ix_duplicate_hits_open", "duplicate_hits", ["verdict", "bits"])


def _of_application() -> sa.ForeignKey:
    return sa.ForeignKey("applications.id", ondelete="CASCADE")
