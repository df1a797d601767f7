"""Database tables of duplicates. All of it is deleted with its application."""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from accreditation.applications.storage.tables import ID
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime


def _of_application() -> ForeignKey:
    return ForeignKey("applications.id", ondelete="CASCADE")


comparison_keys = Table(
    "comparison_keys",
    METADATA,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("application_id", ID, _of_application(), primary_key=True, index=True),
)
"""One row for each key of an application (`domain/blocking.py`)."""

photo_prints = Table(
    "photo_prints",
    METADATA,
    Column("application_id", ID, _of_application(), primary_key=True),
    Column("photo_id", ID, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("shapes", LargeBinary, nullable=False),
    Column("colours", LargeBinary, nullable=False),
)
"""One print for the photo of each application. `shapes` are integers of 25 bytes, `colours` are of 90 bytes."""

comparisons = Table(
    "comparisons",
    METADATA,
    Column("application_id", ID, _of_application(), primary_key=True),
    Column("data_version", Integer, nullable=False),
    Column("email_key", String(254), nullable=False),
)
"""The data of each application at its last comparison: other data are to be compared again."""

passport_digests = Table(
    "passport_digests",
    METADATA,
    Column("application_id", ID, _of_application(), primary_key=True),
    Column("document", BigInteger, nullable=False),
    Column("near", Text, nullable=False),
)
"""Keyed digests of passport numbers (`domain/documents.py`); `near` are integers separated by spaces."""

duplicate_hits = Table(
    "duplicate_hits",
    METADATA,
    Column("first_id", ID, _of_application(), primary_key=True),
    Column("second_id", ID, _of_application(), primary_key=True, index=True),
    Column("traits", String(200), nullable=False),
    Column("bits", Float, nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    Column("verdict", String(20)),
    Column("officer", ID),
    Column("note", Text, nullable=False, server_default=""),
    Column("settled_at", UtcDateTime),
    Index("ix_duplicate_hits_open", "verdict", "bits"),
)
"""One row for each pair of applications that may be of one person; `traits` are separated by commas."""
