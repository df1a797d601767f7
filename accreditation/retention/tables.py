"""The tables of retention: runs of the deletion with their certificates, and requests of applicants."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime

ID = String(48)

retention_runs = Table(
    "retention_runs",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("started_at", UtcDateTime, nullable=False, index=True),
    Column("started_by", ID, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("certificate", Text, nullable=False, server_default=""),
    Column("key_id", String(16)),
    Column("signature", LargeBinary),
)

retention_counts = Table(
    "retention_counts",
    METADATA,
    Column("run_id", ID, ForeignKey("retention_runs.id"), primary_key=True),
    Column("name", String(48), primary_key=True),
    Column("erased", Integer, nullable=False),
)
"""Rows of a kind that a run has deleted so far, written in the transaction that deletes them."""

data_requests = Table(
    "data_requests",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("application_id", ID, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", ID),
    Column("reason", String(24)),
    Index("ix_data_requests_application", "application_id"),
    Index("ix_data_requests_state", "state", "due_at"),
)
"""Requests of applicants to delete their data, without names: they stay when the application is deleted."""
