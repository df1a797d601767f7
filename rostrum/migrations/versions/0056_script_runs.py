"""Running scripts: the counter of a run in a table beside its progress, and tables of rehearsed runs."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"

ID, MOMENT = sa.String(48), sa.String(32)


def upgrade() -> None:
    """Move the counters, and create the tables of rehearsals."""
    op.create_table(
        "script_runs",
        sa.Column(
            "session_id", ID, sa.ForeignKey("scripts.session_id", ondelete="CASCADE"), primary_key=True, nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
    )
    op.execute("INSERT INTO script_runs (session_id, number) SELECT session_id, run FROM scripts")
    op.drop_column("scripts", "run")
    op.create_table(
        "rehearsal_script_runs",
        sa.Column("session_id", ID, primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
    )
    op.create_table(
        "rehearsal_script_progress",
        sa.Column("session_id", ID, primary_key=True),
        sa.Column("cue_id", ID, primary_key=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
    )
    op.create_table(
        "rehearsal_script_deviations",
        sa.Column("id", ID, primary_key=True),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("cue_id", ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
    )
    op.create_index("ix_rehearsal_script_deviations_session", "rehearsal_script_deviations", ["session_id", "at"])
