"""Tables of rehearsals. Their board and runs of scripts have tables of their own: no statement writes a live row."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from broadcast.alerts.storage import make_alert_tables
from broadcast.board.storage import make_tables
from broadcast.feed.node_storage import make_node_table
from broadcast.scripts.storage.tables import make_run_tables
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime

BOARD_TABLES = make_tables("rehearsal")
NODE_TABLE = make_node_table("rehearsal_nodes")
ALERT_TABLES = make_alert_tables("rehearsal_")
RUN_TABLES = make_run_tables("rehearsal_")

rehearsals = Table(
    "rehearsals",
    METADATA,
    Column("id", String(48), primary_key=True),
    Column("day", String(10), nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
    Column("shown_at", UtcDateTime, nullable=False),
    Column("rate", Integer, nullable=False),
    Column("is_paused", Boolean, nullable=False),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("started_by", String(48), nullable=False),
    Column("started_by_name", String(200), nullable=False),
    Column("ended_at", UtcDateTime),
)

rehearsal_notes = Table(
    "rehearsal_notes",
    METADATA,
    Column("id", String(48), primary_key=True),
    Column("rehearsal_id", String(48), ForeignKey("rehearsals.id"), nullable=False),
    Column("session_id", String(80), nullable=False),
    Column("cue_id", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("written_by", String(48), nullable=False),
    Column("written_by_name", String(200), nullable=False),
    Column("shown_at", UtcDateTime, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Index("ix_rehearsal_notes_rehearsal", "rehearsal_id", "written_at"),
)

debrief_items = Table(
    "debrief_items",
    METADATA,
    Column("id", String(48), primary_key=True),
    Column("rehearsal_id", String(48), nullable=False),
    Column("note_id", String(48), nullable=False),
    Column("text", Text, nullable=False),
    Column("owner", String(120), nullable=False),
    Column("deadline", String(10), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by_name", String(200), nullable=False),
    Column("done_at", UtcDateTime),
    Column("done_by_name", String(200), nullable=False),
    Column("version", Integer, nullable=False),
)
