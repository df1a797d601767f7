"""Table of the wrapped data keys, one a person."""

from sqlalchemy import Column, Index, LargeBinary, String, Table

from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime

person_keys = Table(
    "person_keys",
    METADATA,
    Column("owner", String(48), primary_key=True),
    Column("key_id", String(16), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_person_keys_key", "key_id"),
)
"""`owner` is the id of the application, `key_id` the name of the wrapping key."""
