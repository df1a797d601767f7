"""Letters and their files: the outbox of mail."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "letters",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(80), nullable=False),
        sa.Column("about", sa.String(80), nullable=False),
        sa.Column("once", sa.String(200), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("confidential", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("due_at", sa.String(32), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("tried_since", sa.String(32)),
        sa.Column("holder", sa.String(40)),
        sa.Column("held_until", sa.String(32)),
        sa.Column("ended_at", sa.String(32)),
        sa.Column("reason", sa.String(40), nullable=False, server_default=""),
        sa.Column("answer", sa.Text, nullable=False, server_default=""),
        sa.Column("search_words", sa.Text, nullable=False),
        sa.UniqueConstraint("kind", "once", name="uq_letters_kind_once"),
    )
    op.create_index("ix_letters_state", "letters", ["state", "due_at", "id"])
    op.create_index("ix_letters_about", "letters", ["about", "id"])
    op.create_table(
        "letter_files",
        sa.Column("letter_id", sa.String(40), sa.ForeignKey("letters.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("content_type", sa.String(120), nullable=False),
        sa.Column("content_id", sa.String(120), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
