"""Texts of statements, sealed, and the links by which they come and are read."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "statements",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("session_id", sa.String(48), nullable=False),
        sa.Column("speaker_id", sa.String(48), nullable=False),
        sa.Column("media", sa.String(8), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.String(32), nullable=False),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("statements_speaker", "statements", ["session_id", "speaker_id"], unique=True)
    op.create_table(
        "statement_links",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("session_id", sa.String(48), nullable=False),
        sa.Column("speaker_id", sa.String(48), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.Column("revoked_at", sa.String(32)),
    )
    op.create_index("statement_links_session", "statement_links", ["session_id"])
