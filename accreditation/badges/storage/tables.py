"""The tables of signing keys, badges and print runs.

The condition of a partial index is in its `info`: SQLAlchemy's own parameters load both dialects, at 2 MB.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from conference.storage.engine import METADATA
from conference.storage.types import Json, UtcDateTime

ID = String(48)
CODE = String(48)
BADGE_ID = String(16)

signing_keys = Table(
    "signing_keys",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("audience", String(16), nullable=False, index=True),
    Column("key_id", Integer, nullable=False),
    Column("point", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("retired_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
)
"""Public halves only. Two keys may have the same `key_id`, which is only a hint."""

badge_numbers = Table(
    "badge_numbers",
    METADATA,
    Column("letter", String(2), primary_key=True),
    Column("last", Integer, nullable=False),
)

badges = Table(
    "badges",
    METADATA,
    Column("badge_id", BADGE_ID, primary_key=True),
    Column("serial", Integer, primary_key=True, autoincrement=False),
    Column("number", String(12), nullable=False),
    Column("application_id", ID, ForeignKey("applications.id"), nullable=False),
    Column("category", CODE, nullable=False),
    Column("letter", String(2), nullable=False),
    Column("zones", Json, nullable=False),
    Column("valid_from", UtcDateTime, nullable=False),
    Column("valid_until", UtcDateTime, nullable=False),
    Column("token", Text, nullable=False),
    Column("qr", Text, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("issued_by", ID, nullable=False),
    Column("standing", String(12), nullable=False),
    Column("reason", CODE),
    Column("changed_at", UtcDateTime),
    Column("printed_at", UtcDateTime),
    Column("collected_at", UtcDateTime),
    Column("activated_at", UtcDateTime),
    Column("deactivated_at", UtcDateTime),
    Column("hand_over", Json),
    Column("approval_ended", Boolean, nullable=False),
    UniqueConstraint("number", "serial", name="uq_badges_number_serial"),
    Index("ix_badges_application", "application_id", "issued_at"),
)
"""One row for each issue. `badge_id` is the token's `cti`, the same through all its issues."""

print_runs = Table(
    "print_runs",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("issues", Json, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("started_by", ID, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("printed", Integer),
    Column("two_sided", Boolean, nullable=False, server_default=false()),
    Column("bleed", Boolean, nullable=False, server_default=false()),
    Index("ix_print_runs_ended", "ended_at"),
)
"""`issues` are lists of badge id, serial and number in the order of the file; `printed` counts those that came out."""

_ONE_IN_FORCE = {"where": "standing IN ('issued', 'suspended')"}

Index("uq_badges_standing", badges.c.application_id, unique=True, info=_ONE_IN_FORCE)
"""A person has at most one badge that is issued or suspended."""
