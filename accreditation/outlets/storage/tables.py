"""Database tables of crews: focal points, people, letters of assignment, and merges of outlets."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from accreditation.applications.storage.tables import ID, NAME
from conference.storage.engine import METADATA
from conference.storage.types import Json, UtcDateTime

focal_points = Table(
    "focal_points",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("outlet_id", ID, ForeignKey("outlets.id"), nullable=False, index=True),
    Column("name", NAME, nullable=False),
    Column("email", String(254), nullable=False),
    Column("language", String(8), nullable=False),
    Column("link_generation", Integer, nullable=False),
    Column("invited_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)

crew_letters = Table(
    "crew_letters",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("outlet_id", ID, ForeignKey("outlets.id"), nullable=False, index=True),
    Column("focal_point", ID, ForeignKey("focal_points.id"), nullable=False),
    Column("file_name", NAME, nullable=False),
    Column("media", String(8), nullable=False),
    Column("size", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("filed_at", UtcDateTime, nullable=False),
)

crew_letter_pages = Table(
    "crew_letter_pages",
    METADATA,
    Column("letter_id", ID, ForeignKey("crew_letters.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""Pictures of the pages of letters, sealed with a data key of the letter."""

crew_members = Table(
    "crew_members",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("outlet_id", ID, ForeignKey("outlets.id"), nullable=False, index=True),
    Column("letter_id", ID, ForeignKey("crew_letters.id"), nullable=False),
    Column("typed", Json, nullable=False),
    Column("state", String(16), nullable=False),
    Column("form_hash", String(64), unique=True),
    Column("added_at", UtcDateTime, nullable=False),
    Column("apply_until", UtcDateTime),
    Column("replaces", ID),
    Column("version", Integer, nullable=False),
)
"""One row for each person on a list. `typed` has the values by field.

`form_hash` is the `secret_hash` of the person's application.
"""

outlet_merges = Table(
    "outlet_merges",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("source_id", ID, ForeignKey("outlets.id"), nullable=False),
    Column("source_name", NAME, nullable=False),
    Column("target_id", ID, ForeignKey("outlets.id"), nullable=False, index=True),
    Column("officer", ID, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("moved", Json, nullable=False),
    Column("undone_at", UtcDateTime),
)
