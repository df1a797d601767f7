"""Tables of scripts. Cues are JSON; versions and signatures are only ever added."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from conference.storage.engine import METADATA
from conference.storage.types import Json, UtcDateTime

SESSION, ID, NAME = String(48), String(48), String(200)


def _of_script() -> Column[str]:
    return Column("session_id", SESSION, ForeignKey("scripts.session_id", ondelete="CASCADE"), primary_key=True)


scripts = Table(
    "scripts",
    METADATA,
    Column("session_id", SESSION, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("run", Integer, nullable=False),
    Column("cues", Json, nullable=False),
    Column("previous", Json),
    Column("version", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", ID, nullable=False),
)

script_versions = Table(
    "script_versions",
    METADATA,
    _of_script(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("cues", Json, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", NAME, nullable=False),
)

script_signatures = Table(
    "script_signatures",
    METADATA,
    _of_script(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("signer", String(20), primary_key=True),
    Column("staff_id", ID, nullable=False),
    Column("name", NAME, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

script_progress = Table(
    "script_progress",
    METADATA,
    _of_script(),
    Column("cue_id", ID, primary_key=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
)

script_deviations = Table(
    "script_deviations",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("session_id", SESSION, ForeignKey("scripts.session_id", ondelete="CASCADE"), nullable=False),
    Column("cue_id", ID, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("staff_id", ID, nullable=False),
    Column("name", NAME, nullable=False),
    Index("ix_script_deviations_session", "session_id", "at"),
)

script_links = Table(
    "script_links",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("session_id", SESSION, ForeignKey("scripts.session_id", ondelete="CASCADE"), nullable=False),
    Column("label", NAME, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("language", String(2), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", ID, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Column("opened", Integer, nullable=False),
    Column("opened_at", UtcDateTime),
    Index("ix_script_links_session", "session_id", "created_at"),
)
