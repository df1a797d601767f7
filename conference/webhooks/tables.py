"""Database tables of webhooks and of their messages."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from conference.storage.engine import METADATA
from conference.storage.types import Json, UtcDateTime

webhooks = Table(
    "webhooks",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("url", String(500), nullable=False),
    Column("kinds", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("stop", String(16)),
)
"""`stop` says why a webhook is turned off; empty while it is on."""

webhook_deliveries = Table(
    "webhook_deliveries",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("webhook_id", String(40), ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("tried_since", UtcDateTime),
    Column("holder", String(40)),
    Column("held_until", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("answer", String(200), nullable=False, server_default=""),
    Index("ix_webhook_deliveries_state", "state", "due_at", "id"),
    Index("ix_webhook_deliveries_webhook_id", "webhook_id", "created_at"),
    Index("ix_webhook_deliveries_ended_at", "ended_at"),
)
"""One row for each message to one webhook.

It is sent from `due_at` on by the process that holds it (`holder` until `held_until`). `tried_since` is the time of the
first attempt, `answer` the result of the latest one.
"""
