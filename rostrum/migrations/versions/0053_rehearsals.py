"""Rehearsals: their board in tables of its own, their clock, notes, and the debrief list."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"

KEY = sa.String(160)
MOMENT = sa.String(32)


def upgrade() -> None:
    """Create the tables, and the one row of the board's head."""
    _create_board()
    op.create_table(
        "rehearsals",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("shown_at", MOMENT, nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("started_by", sa.String(48), nullable=False),
        sa.Column("started_by_name", sa.String(200), nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    op.create_table(
        "rehearsal_notes",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("rehearsal_id", sa.String(48), sa.ForeignKey("rehearsals.id"), nullable=False),
        sa.Column("session_id", sa.String(80), nullable=False),
        sa.Column("cue_id", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(48), nullable=False),
        sa.Column("written_by_name", sa.String(200), nullable=False),
        sa.Column("shown_at", MOMENT, nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
    )
    op.create_index("ix_rehearsal_notes_rehearsal", "rehearsal_notes", ["rehearsal_id", "written_at"])
    op.create_table(
        "debrief_items",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("rehearsal_id", sa.String(48), nullable=False),
        sa.Column("note_id", sa.String(48), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(120), nullable=False),
        sa.Column("deadline", sa.String(10), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by_name", sa.String(200), nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("done_by_name", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _create_board() -> None:
    head = op.create_table(
        "rehearsal_head",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("epoch", sa.String(48), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "epoch": "rehearsal_none", "offset": 0}])
    op.create_table(
        "rehearsal_entries",
        sa.Column("key", KEY, primary_key=True),
        sa.Column("offset", sa.Integer(), nullable=False, unique=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("previous", sa.Integer()),
        sa.Column("state", sa.Text()),
        sa.Column("act", sa.Integer()),
    )
    op.create_table(
        "rehearsal_changes",
        sa.Column("offset", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("operator", sa.String(80), nullable=False),
        sa.Column("operator_name", sa.String(200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.Text()),
        sa.Column("previous", sa.Integer()),
        sa.Column("act", sa.Integer()),
    )
    op.create_index("rehearsal_changes_key", "rehearsal_changes", ["key", "offset"])
    op.create_table(
        "rehearsal_nodes",
        sa.Column("node", sa.String(80), primary_key=True),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("screens", sa.Text(), nullable=False),
    )
