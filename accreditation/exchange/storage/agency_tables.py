"""The tables of the exchange with agencies that do not sign in: their public keys, the batches, ids and digests."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from accreditation.applications.storage.erasing import of_application
from accreditation.applications.storage.tables import ID
from conference.retention.ages import DataClass
from conference.retention.erasing import RowEraser
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime

AGENCY = String(20)
STATE = String(12)
DIGEST = String(64)

agency_keys = Table(
    "agency_keys",
    METADATA,
    Column("fingerprint", DIGEST, primary_key=True),
    Column("agency", AGENCY, nullable=False),
    Column("purpose", STATE, nullable=False),
    Column("name", String(80), nullable=False),
    Column("public", LargeBinary, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("registered_by", ID, nullable=False),
    Column("withdrawn_at", UtcDateTime),
)
"""Public keys; `name` is that of an officer of the agency or of its machine."""

agency_batches = Table(
    "agency_batches",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("agency", AGENCY, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", ID, nullable=False),
    Column("deadline", UtcDateTime, nullable=False),
    Column("count", Integer, nullable=False),
    Column("manifest", DIGEST, nullable=False),
    Column("supersedes", ID, nullable=False, server_default=""),
    Column("state", STATE, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("ended_by", ID, nullable=False, server_default=""),
    Column("verdict_file", DIGEST, nullable=False, server_default=""),
    UniqueConstraint("agency", "sequence", name="uq_agency_batches_sequence"),
)

agency_batch_rows = Table(
    "agency_batch_rows",
    METADATA,
    Column("batch_id", ID, ForeignKey("agency_batches.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("application_id", ID, ForeignKey("applications.id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", DIGEST, nullable=False),
    Index("ix_agency_batch_rows_application", "application_id"),
)
"""Rows of batches, `position` from 1. The digest is of a row with random salt, which only the file has."""

ERASERS = (
    RowEraser(
        name="agency_batch_rows",
        classes=frozenset({DataClass.APPLICATIONS}),
        table=agency_batch_rows,
        of_person=of_application(agency_batch_rows.c.application_id),
    ),
)
