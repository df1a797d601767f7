"""Table of the wrapped data keys, one a person."""

from sqlalchemy import Column, Index, LargeBinary, String, Table

from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser
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
"""`owner` is the id of the application, or of a letter for many people; `key_id` the name of the wrapping key."""


ERASERS = (
    RowEraser(
        name="person_keys",
        classes=frozenset({DataClass.DOCUMENTS, DataClass.PASSPORT}),
        table=person_keys,
        of_person=lambda application_id: person_keys.c.owner == application_id,
    ),
)
"""One key seals both classes of a person: it is deleted when both are due."""
