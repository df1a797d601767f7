"""The tables of the doors: devices, scans, presences, PINs, notices, and the changes of rosters and presences.

The condition of a partial index is in its `info`: SQLAlchemy's own parameters load both dialects, at 2 MB.
"""

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text, false

from accreditation.badges.storage.tables import BADGE_ID, CODE, ID
from conference.storage.engine import METADATA
from conference.storage.types import Json, Serial, UtcDateTime

HASH = String(64)

devices = Table(
    "devices",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("doors", Json, nullable=False),
    Column("rights", Json, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("code_hash", HASH, unique=True),
    Column("token_hash", HASH, unique=True),
    Column("login_hash", HASH),
    Column("enrolled_by", ID, nullable=False),
    Column("offered_at", UtcDateTime, nullable=False),
    Column("enrolled_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("reported_at", UtcDateTime),
    Column("door", CODE),
    Column("skew_ms", Integer),
    Column("queue", Integer),
    Column("battery", Float),
    Column("charging", Boolean),
    Column("list_at", UtcDateTime),
    Column("build", String(64)),
    Column("language", String(2)),
    Index("ix_devices_login", "login_hash"),
)
"""Devices with their last report. The code of an enrolment and the device's token are stored as SHA-256 only. A device
that was enrolled with a guard's login has `login_hash` and ends with that login."""

scans = Table(
    "scans",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("door", CODE, nullable=False),
    Column("zone", CODE, nullable=False),
    Column("direction", String(8), nullable=False),
    Column("method", String(12), nullable=False),
    Column("verdict", String(24), nullable=False),
    Column("scanned_at", UtcDateTime, nullable=False),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("decided_offline", Boolean, nullable=False),
    Column("time_uncertain", Boolean, nullable=False, server_default=false()),
    Column("staff_id", ID, nullable=False),
    Column("device", String(64)),
    Column("raw", String(200), nullable=False),
    Column("raw_sha256", HASH, nullable=False),
    Column("raw_length", Integer, nullable=False),
    Column("badge_id", BADGE_ID),
    Column("serial", Integer),
    Column("grant_id", ID),
    Column("prior_scan_id", ID),
    Column("overrides_key", String(64)),
    Column("override_reason", String(24)),
    Column("supervisor_id", ID),
    Column("undone_at", UtcDateTime),
    Column("undone_by", ID),
    Column("undo_reason", String(200)),
    Column("conflict", String(16)),
    Column("conflict_key", String(64)),
    Column("settled_at", UtcDateTime),
    Column("settled_by", ID),
    Column("settlement", String(24)),
    Index("ix_scans_door", "door", "verdict", "received_at", "undone_at"),
    Index("ix_scans_badge", "badge_id", "occurred_at"),
    Index("ix_scans_received", "received_at"),
    Index("ix_scans_grant", "grant_id", info={"where": "grant_id IS NOT NULL"}),
)
"""All scans, admitted or refused. Without foreign keys, because a presented badge need not exist. `scanned_at` is the
time by the device's clock, `occurred_at` the same by the server's, which orders movements. `verdict` is what the guard
was shown."""

Index("ix_scans_unsettled", scans.c.occurred_at, info={"where": "conflict IS NOT NULL AND settled_at IS NULL"})
"""For the unsettled conflicts of the command post."""

presences = Table(
    "presences",
    METADATA,
    Column("badge_id", BADGE_ID, primary_key=True),
    Column("zone", CODE, primary_key=True),
    Column("door", CODE, nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("scan_id", ID, nullable=False),
    Index("ix_presences_zone", "zone"),
)
"""Presences as `accreditation.doors.domain.movements.trace` computes them from the scans, updated with each scan."""


roster_changes = Table(
    "roster_changes",
    METADATA,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("application_id", ID, nullable=False),
    sqlite_autoincrement=True,
)
"""Changed entries of the roster. The newest `seq` is the revision of the roster. The numbers grow in the order of
commits, because a writer holds the lock of the audit trail until the end of its transaction."""

presence_changes = Table(
    "presence_changes",
    METADATA,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("badge_id", BADGE_ID, nullable=False),
    sqlite_autoincrement=True,
)
"""Badges whose presence has changed without a new scan: a scan was undone or is reported differently, or the badge was
replaced. The numbers grow in the order of commits, as those of `roster_changes`."""

supervisor_pins = Table(
    "supervisor_pins",
    METADATA,
    Column("staff_id", ID, primary_key=True),
    Column("salt", String(32), nullable=False),
    Column("verifier", HASH, nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
)
"""Verifiers of overrides: PBKDF2 of the supervisor's PIN, as hexadecimal digits."""

notices = Table(
    "notices",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("text", Text, nullable=False),
    Column("badge_id", BADGE_ID),
    Column("doors", Json, nullable=False),
    Column("posted_by", ID, nullable=False),
    Column("posted_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)
"""Notices to doors; empty `doors` are all doors, `badge_id` is the badge that the notice is about."""
