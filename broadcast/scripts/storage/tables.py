"""Tables of scripts. Cues are JSON; versions and signatures are only ever added."""

from msgspec import Struct
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


class RunTables(Struct, frozen=True):
    """The tables of running scripts: the number of the latest change of each run, progress by cue, deviations."""

    runs: Table
    progress: Table
    deviations: Table


def make_run_tables(prefix: str = "", *, of_scripts: bool = False) -> RunTables:
    """Make the tables `{prefix}script_runs`, `…_progress` and `…_deviations`.

    `of_scripts`: their rows are deleted with their scripts.
    """

    def session(*, is_key: bool) -> Column[str]:
        parents = [ForeignKey("scripts.session_id", ondelete="CASCADE")] if of_scripts else []
        return Column("session_id", SESSION, *parents, primary_key=is_key, nullable=False)

    return RunTables(
        runs=Table(f"{prefix}script_runs", METADATA, session(is_key=True), Column("number", Integer, nullable=False)),
        progress=Table(
            f"{prefix}script_progress",
            METADATA,
            session(is_key=True),
            Column("cue_id", ID, primary_key=True),
            Column("started_at", UtcDateTime, nullable=False),
            Column("done_at", UtcDateTime),
        ),
        deviations=Table(
            f"{prefix}script_deviations",
            METADATA,
            Column("id", ID, primary_key=True),
            session(is_key=False),
            Column("cue_id", ID, nullable=False),
            Column("text", Text, nullable=False),
            Column("at", UtcDateTime, nullable=False),
            Column("staff_id", ID, nullable=False),
            Column("name", NAME, nullable=False),
            Index(f"ix_{prefix}script_deviations_session", "session_id", "at"),
        ),
    )


LIVE_RUNS = make_run_tables(of_scripts=True)

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
