"""Database tables of applications, outlets and photos."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, false

from conference.storage.engine import METADATA
from conference.storage.types import Json, UtcDateTime

ID = String(48)
CODE = String(48)
NAME = String(200)

outlets = Table(
    "outlets",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("name", NAME, nullable=False),
    Column("alias_key", NAME, nullable=False, unique=True),
    Column("verified", Boolean, nullable=False),
    Column("kind", String(20)),
    Column("country", String(2), nullable=False, server_default=""),
    Column("quota", Integer),
    Column("late_places", Integer, nullable=False, server_default="0"),
    Column("late_until", UtcDateTime),
    Column("blocked_at", UtcDateTime),
    Column("merged_into", ID, index=True),
    Column("version", Integer, nullable=False, server_default="0"),
)
"""One row for each outlet. A merged one has no aliases, and its `alias_key` is no name (`SqlOutlets.merge`)."""

outlet_aliases = Table(
    "outlet_aliases",
    METADATA,
    Column("alias_key", NAME, primary_key=True),
    Column("alias", NAME, nullable=False),
    Column("outlet_id", ID, ForeignKey("outlets.id"), nullable=False, index=True),
    Column("search_words", Text, nullable=False, server_default=""),
)

applications = Table(
    "applications",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("native_name", NAME, nullable=False),
    Column("family_name", NAME, nullable=False),
    Column("given_name", NAME, nullable=False),
    Column("name_key", NAME, nullable=False, server_default=""),
    Column("email", String(254), nullable=False),
    Column("email_key", String(254), nullable=False, server_default=""),
    Column("phone", String(32), nullable=False),
    Column("country", String(2), nullable=False),
    Column("language", String(8), nullable=False),
    Column("outlet_id", ID, ForeignKey("outlets.id")),
    Column("function", CODE, nullable=False),
    Column("category", CODE, nullable=False),
    Column("photo_id", ID),
    Column("passport_id", ID),
    Column("consent_at", UtcDateTime),
    Column("submitted_at", UtcDateTime),
    Column("late", Boolean, nullable=False, server_default=false()),
    Column("checks", Json, nullable=False),
    Column("accreditation_finding", String(20)),
    Column("security_finding", String(20)),
    Column("accreditation_corrected_fields", String(200)),
    Column("security_corrected_fields", String(200)),
    Column("hold", Json),
    Column("decision", Json),
    Column("appeal", Json),
    Column("appealed_to", String(20)),
    Column("withheld", Json),
    Column("withheld_until", UtcDateTime),
    Column("version", Integer, nullable=False),
    Column("data_version", Integer, nullable=False),
    Column("link_generation", Integer, nullable=False, server_default="0"),
    Column("search_words", Text, nullable=False),
    Index("ix_applications_state", "state", "submitted_at", "id"),
    Index("ix_applications_submitted", "submitted_at", "id"),
    Index("ix_applications_outlet", "outlet_id"),
    Index("ix_applications_name_key", "name_key"),
    Index("ix_applications_email_key", "email_key"),
    Index("ix_applications_phone", "phone"),
    Index("ix_applications_withheld", "withheld_until"),
)
"""One row for each application.

`appealed_to` is the agency of an open appeal. `withheld_until` is when the latest decision is shown to the applicant,
`withheld` what is shown until then. The `_finding` columns repeat values of `checks` for queries; the
`_corrected_fields` columns are separated by commas;
the `_key` columns are those of `domain/duplicates.py`.
"""

photos = Table(
    "photos",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("application_id", ID, ForeignKey("applications.id"), unique=True),
    Column("secret_hash", String(64), unique=True),
    Column("sha256", String(64), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("jpeg", LargeBinary, nullable=False),
    Column("thumbnail", LargeBinary, nullable=False),
    Column("advice", String(200), nullable=False, server_default=""),
    Column("expires_at", UtcDateTime, index=True),
)
"""One photo for each application, or (until `expires_at`) for each unsubmitted form.

`advice` is separated by commas.
"""

application_drafts = Table(
    "application_drafts",
    METADATA,
    Column("secret_hash", String(64), primary_key=True),
    Column("fields", Json, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)
"""One row for each form that is not submitted yet: each field as [value, time of typing]. No officer reads it."""

address_changes = Table(
    "address_changes",
    METADATA,
    Column("application_id", ID, ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True),
    Column("address", String(254), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("earlier_hash", String(64), nullable=False, unique=True),
    Column("new_hash", String(64), nullable=False, unique=True),
    Column("earlier_confirmed", Boolean, nullable=False),
    Column("new_confirmed", Boolean, nullable=False),
)
"""One row for each change that waits for its confirmations; the hashes are those of the secrets in the letters."""

application_history = Table(
    "application_history",
    METADATA,
    Column("application_id", ID, ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("act", String(20), nullable=False),
    Column("agency", String(20)),
    Column("officer", ID),
    Column("details", Json, nullable=False),
)
"""One row for each step. It holds personal data, and is deleted with its application."""

replaced_photos = Table(
    "replaced_photos",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("application_id", ID, ForeignKey("applications.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sha256", String(64), nullable=False),
    Column("jpeg", LargeBinary, nullable=False),
    Column("thumbnail", LargeBinary, nullable=False),
)
"""Photos that corrections have replaced. They are deleted with their application."""

passports = Table(
    "passports",
    METADATA,
    Column("application_id", ID, ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True),
    Column("id", ID, nullable=False, unique=True),
    Column("passport_key", String(64), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
"""Passport data, sealed with the data key of the application; `passport_key` is the keyed hash of the document."""

passport_secrets = Table(
    "passport_secrets",
    METADATA,
    Column("name", ID, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
"""The key of the hashes `passport_key`, itself sealed: one row."""
