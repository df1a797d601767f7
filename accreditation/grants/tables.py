"""The table of grants."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from accreditation.badges.storage.tables import CODE, ID
from conference.storage.engine import METADATA
from conference.storage.types import Json, UtcDateTime

grants = Table(
    "grants",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("application_id", ID, ForeignKey("applications.id"), nullable=False),
    Column("pool", CODE),
    Column("zones", Json, nullable=False),
    Column("valid_from", UtcDateTime, nullable=False),
    Column("valid_until", UtcDateTime, nullable=False),
    Column("entries", Integer),
    Column("given_by", ID, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("ended_by", ID),
    Column("ended_at", UtcDateTime),
    Index("ix_grants_application", "application_id"),
)
"""Rights added to people: zones, window, entries. `pool`: the press pool that the grant is a card of, or NULL."""
