"""The tables of one-day badges and their sets."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from accreditation.badges.storage.tables import BADGE_ID, CODE, ID
from conference.storage.engine import METADATA
from conference.storage.types import Json, UtcDateTime

day_badge_sets = Table(
    "day_badge_sets",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("day", String(10), nullable=False, index=True),
    Column("category", CODE, nullable=False),
    Column("letter", String(2), nullable=False),
    Column("zones", Json, nullable=False),
    Column("valid_from", UtcDateTime, nullable=False),
    Column("valid_until", UtcDateTime, nullable=False),
    Column("size", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", ID, nullable=False),
)
"""`day` is a date at the venue (ISO 8601)."""

day_badges = Table(
    "day_badges",
    METADATA,
    Column("badge_id", BADGE_ID, primary_key=True),
    Column("set_id", String(16), ForeignKey("day_badge_sets.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("number", String(12), nullable=False, unique=True),
    Column("token", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("changed_at", UtcDateTime),
    Column("changed_by", ID),
    Column("bearer_name", Text),
    Column("bearer_outlet", Text),
    Column("bearer_document", String(8)),
    Column("application_id", ID, ForeignKey("applications.id")),
    Column("entered_at", UtcDateTime),
    Column("entered_by", ID),
    Index("ix_day_badges_set", "set_id", "place"),
)
"""`badge_id` is the token's `cti`. `bearer_…` and `application_id` are NULL until the desk has entered them."""
