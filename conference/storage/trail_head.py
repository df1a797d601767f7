"""The head of the audit log, kept in a file beside a SQLite database, so that a lost end is noticed.

SQLite drops what follows a torn or missing part of its write-ahead log without a word. The file names the newest entry
that was durable: when the database lacks this entry, it was lost.
"""

import asyncio
import json
import os
from datetime import datetime
from pathlib import Path

import structlog
from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.errors import UnavailableError
from conference.storage.audit import CUT, audit_log
from conference.storage.engine import Database
from conference.tasks import end

KEPT_EVERY_S = 1.0
"""Seconds between two writes of the file: entries of the last second may be lost unnoticed."""

END_LOST = "conference:audit:end_lost"
"""Action of the entry that says that entries before it were lost."""

_BYTES = 256
"""Length of the file: within one sector of a disk, which is written as a whole."""

_log = structlog.get_logger(__name__)


class TrailHead(Struct, frozen=True):
    """The newest entry of the audit log."""

    seq: int
    hash: str
    at: datetime


class LostEnd(Struct, frozen=True):
    """Entries that were durable and are missing: how many at least, after which time, and the time of the last one."""

    entries: int
    since: datetime | None
    until: datetime

    def describe(self) -> str:
        """Return a sentence."""
        since = f"{self.since:%Y-%m-%d %H:%M:%S}" if self.since else "the beginning"
        until = f"{self.until:%Y-%m-%d %H:%M:%S}"
        return f"The end of the audit log is lost: {self.entries} entries, after {since} and up to {until} UTC."


def head_file(database_file: Path) -> Path:
    """Return the file of the head of a SQLite database."""
    return database_file.with_name(f"{database_file.name}-head")


def read_head(path: Path) -> TrailHead | None:
    """Return the kept head; None when there is no file, or one that was torn."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return TrailHead(int(kept["seq"]), str(kept["hash"]), datetime.fromisoformat(kept["at"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        _log.warning("audit.head_unreadable", file=path.name)
        return None


def write_head(path: Path, head: TrailHead) -> None:
    """Write the head durably, in place."""
    text = json.dumps({"seq": head.seq, "hash": head.hash, "at": head.at.isoformat()})
    opened = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(opened, text.ljust(_BYTES).encode(), 0)
        os.fsync(opened)
    finally:
        os.close(opened)


async def newest_head(connection: AsyncConnection) -> TrailHead | None:
    """Return the head of the audit log in the database."""
    columns = audit_log.c.seq, audit_log.c.hash, audit_log.c.at
    row = (await connection.execute(select(*columns).order_by(audit_log.c.seq.desc()).limit(1))).first()
    return TrailHead(row.seq, row.hash, row.at) if row else None


async def count_losses(connection: AsyncConnection) -> int:
    """Return how many times a lost end was recorded."""
    losses = select(func.count()).select_from(audit_log).where(audit_log.c.action == END_LOST)
    return int((await connection.execute(losses)).scalar_one())


async def find_lost_end(connection: AsyncConnection, kept: TrailHead) -> LostEnd | None:
    """Return what the database lacks up to the kept head, or None."""
    found = (await connection.execute(select(audit_log.c.hash).where(audit_log.c.seq == kept.seq))).scalar()
    if found == kept.hash or await _is_cut(connection, kept):
        return None
    newest = await newest_head(connection)
    entries = kept.seq - newest.seq if newest else kept.seq
    return LostEnd(max(1, entries), newest.at if newest else None, kept.at)


async def _is_cut(connection: AsyncConnection, kept: TrailHead) -> bool:
    """Return whether the kept head was deleted at its age, with all entries before it."""
    cuts = await connection.scalars(select(audit_log.c.details).where(audit_log.c.action == CUT))
    return any(json.loads(cut)["through"] >= kept.seq for cut in cuts)


class HeadKeeper:
    """Keeps the head of one SQLite database in its file, at most once in KEPT_EVERY_S."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path
        self._is_behind = False
        self._task: asyncio.Task[None] | None = None

    def note_entry(self) -> None:
        """Keep the head soon: an entry was added."""
        self._is_behind = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._keep_repeatedly(), name="head of the audit log")

    async def close(self) -> None:
        """Keep the head a last time if entries were added."""
        if self._task is not None:
            await end(self._task)
        if self._is_behind:
            await self._keep_head()

    async def _keep_repeatedly(self) -> None:
        while self._is_behind:
            await asyncio.sleep(KEPT_EVERY_S)
            await self._keep_head()

    async def _keep_head(self) -> None:
        self._is_behind = False
        try:
            async with self._database.read() as connection:
                head = await newest_head(connection)
            if head is not None:
                await asyncio.to_thread(write_head, self._path, head)
        except (OSError, UnavailableError) as error:
            _log.warning("audit.head_not_kept", error=repr(error))
