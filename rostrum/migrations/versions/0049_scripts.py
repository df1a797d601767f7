"""Scripts of sessions: drafts, versions, signatures, progress, deviations, links for crews."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "scripts",
        sa.Column("session_id", sa.String(48), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("cues", sa.Text, nullable=False),
        sa.Column("previous", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.Column("changed_by", sa.String(48), nullable=False),
    )
    _create_version_tables()
    _create_run_tables()
    _create_link_table()


def _create_version_tables() -> None:
    op.create_table(
        "script_versions",
        _script_column(primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("cues", sa.Text, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
    )
    op.create_table(
        "script_signatures",
        _script_column(primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("signer", sa.String(20), primary_key=True),
        sa.Column("staff_id", sa.String(48), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )


def _create_run_tables() -> None:
    op.create_table(
        "script_progress",
        _script_column(primary_key=True),
        sa.Column("cue_id", sa.String(48), primary_key=True),
        sa.Column("started_at", sa.String(32), nullable=False),
        sa.Column("done_at", sa.String(32)),
    )
    op.create_table(
        "script_deviations",
        sa.Column("id", sa.String(48), primary_key=True),
        _script_column(),
        sa.Column("cue_id", sa.String(48), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(48), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
    )
    op.create_index("ix_script_deviations_session", "script_deviations", ["session_id", "at"])


def _create_link_table() -> None:
    op.create_table(
        "script_links",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("secret_hash", sa.String(64), nullable=False, unique=True),
        _script_column(),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("created_by", sa.String(48), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.Column("revoked_at", sa.String(32)),
        sa.Column("opened", sa.Integer, nullable=False),
        sa.Column("opened_at", sa.String(32)),
    )
    op.create_index("ix_script_links_session", "script_links", ["session_id", "created_at"])


def _script_column(*, primary_key: bool = False) -> "sa.Column[str]":
    key = sa.ForeignKey("scripts.session_id", ondelete="CASCADE")
    return sa.Column("session_id", sa.String(48), key, primary_key=primary_key, nullable=False)
