"""Database tables of the watch-list. What names a person is sealed by the vault, keys are keyed digests."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table, Text

from accreditation.applications.storage.tables import ID
from conference.storage.engine import METADATA
from conference.storage.types import Serial, UtcDateTime

ENTRY = String(40)

watch_entries = Table(
    "watch_entries",
    METADATA,
    Column("id", ENTRY, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

watch_keys = Table(
    "watch_keys",
    METADATA,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", ENTRY, ForeignKey("watch_entries.id", ondelete="CASCADE"), primary_key=True, index=True),
)

watch_lists = Table(
    "watch_lists",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("officer", ID, nullable=False),
    Column("entries", Integer, nullable=False),
)
"""One row for each list that was imported; the last one is in force."""

watch_imports = Table(
    "watch_imports",
    METADATA,
    Column("officer", ID, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
"""The list that an officer has checked and not imported yet."""

watch_comparisons = Table(
    "watch_comparisons",
    METADATA,
    Column("application_id", ID, ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True),
    Column("data_version", Integer, nullable=False),
    Column("list_version", Integer, nullable=False),
)
"""The data and the list of each application's last comparison."""

watch_hits = Table(
    "watch_hits",
    METADATA,
    Column("application_id", ID, ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True),
    Column("entry_id", ENTRY, primary_key=True),
    Column("reasons", String(200), nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    Column("verdict", String(20)),
    Column("officer", ID),
    Column("settled_at", UtcDateTime),
    Column("note", LargeBinary),
)
"""Hits, with sealed notes. `entry_id` refers to no row: a settled hit stays when a later list has no such entry."""

watch_log = Table(
    "watch_log",
    METADATA,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("action", String(80), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("subject", String(160), nullable=False),
    Column("details", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
)
"""The agency's own audit log, chained as the site's. It is apart from that, so that administrators do not read it."""
