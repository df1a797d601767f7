"""The watch-list of the security agency, its hits and its log.

Applications are compared with each other once more, because keys of their names have changed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "watch_entries",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "watch_keys",
        sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column(
            "entry_id",
            sa.String(40),
            sa.ForeignKey("watch_entries.id", ondelete="CASCADE"),
            primary_key=True,
            index=True,
        ),
    )
    op.create_table(
        "watch_lists",
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("officer", sa.String(48), nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
    )
    op.create_table(
        "watch_imports",
        sa.Column("officer", sa.String(48), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
    )
    _create_hits()
    op.execute("DELETE FROM comparisons")


def _create_hits() -> None:
    op.create_table(
        "watch_comparisons",
        sa.Column("application_id", sa.String(48), _of_application(), primary_key=True),
        sa.Column("data_version", sa.Integer, nullable=False),
        sa.Column("list_version", sa.Integer, nullable=False),
    )
    op.create_table(
        "watch_hits",
        sa.Column("application_id", sa.String(48), _of_application(), primary_key=True),
        sa.Column("entry_id", sa.String(40), primary_key=True),
        sa.Column("reasons", sa.String(200), nullable=False),
        sa.Column("found_at", sa.String(32), nullable=False),
        sa.Column("verdict", sa.String(20)),
        sa.Column("officer", sa.String(48)),
        sa.Column("settled_at", sa.String(32)),
        sa.Column("note", sa.LargeBinary),
    )
    op.create_table(
        "watch_log",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(160), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("hash", sa.String(64), nullable=False),
    )


def _of_application() -> sa.ForeignKey:
    return sa.ForeignKey("applications.id", ondelete="CASCADE")
