"""The draft of the event in the database: what is edited, and the loaded event that it was made from.

The row stays when the draft is discarded or applied, without content, so that a version never returns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text, delete, insert, select, update

from conference.event.model import Event
from conference.event.storage import decode_event, encode_event
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

_ROW = 1
_BASE, _DRAFT = "base", "draft"

event_draft = Table(
    "event_draft",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("content", Text),
    Column("base_content", Text),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("saved_by", String(80), nullable=False),
)

event_draft_files = Table(
    "event_draft_files",
    METADATA,
    Column("side", String(5), primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)


@dataclass(frozen=True, kw_only=True)
class SavedDraft:
    """The draft, and the loaded event of `base_version` that it was made from. Their folders are not set."""

    event: Event
    files: Mapping[str, bytes]
    base_event: Event
    base_files: Mapping[str, bytes]
    base_version: int
    saved_at: datetime
    saved_by: str


async def find_draft(transaction: Transaction) -> SavedDraft | None:
    """Return the draft, or None if there is none. Raises EventDataError: another program's, which cannot be read."""
    row = (await transaction.connection.execute(select(event_draft))).one_or_none()
    if row is None or row.content is None:
        return None
    sides: dict[str, dict[str, bytes]] = {_BASE: {}, _DRAFT: {}}
    for file in await transaction.connection.execute(select(event_draft_files)):
        sides[file.side][file.name] = bytes(file.content)
    return SavedDraft(
        event=decode_event(row.content),
        files=sides[_DRAFT],
        base_event=decode_event(row.base_content),
        base_files=sides[_BASE],
        base_version=row.base_version,
        saved_at=row.saved_at,
        saved_by=row.saved_by,
    )


async def has_draft(transaction: Transaction) -> bool:
    """Return whether there is a draft, which this program may be unable to read."""
    return (await transaction.connection.execute(select(event_draft.c.content))).scalar() is not None


async def read_draft_version(transaction: Transaction) -> int:
    """Return the number of changes of the draft until now, 0 if there never was one."""
    return (await transaction.connection.execute(select(event_draft.c.version))).scalar() or 0


async def save_draft(transaction: Transaction, draft: SavedDraft) -> None:
    """Replace the draft. The caller holds the lock of the event, and has compared the versions."""
    values = {
        "content": encode_event(draft.event),
        "base_content": encode_event(draft.base_event),
        "base_version": draft.base_version,
        "saved_at": draft.saved_at,
        "saved_by": draft.saved_by,
    }
    version = await read_draft_version(transaction)
    connection = transaction.connection
    if version:
        await connection.execute(update(event_draft).values(values | {"version": version + 1}))
    else:
        await connection.execute(insert(event_draft).values(id=_ROW, version=1, **values))
    await connection.execute(delete(event_draft_files))
    rows = [
        {"side": side, "name": name, "content": content}
        for side, files in ((_BASE, draft.base_files), (_DRAFT, draft.files))
        for name, content in sorted(files.items())
    ]
    if rows:
        await connection.execute(insert(event_draft_files), rows)


async def delete_draft(transaction: Transaction) -> None:
    """Remove the draft's content, if there is one. The caller holds the lock of the event."""
    values = {"version": event_draft.c.version + 1, "content": None, "base_content": None}
    await transaction.connection.execute(update(event_draft).where(event_draft.c.content.is_not(None)).values(values))
    await transaction.connection.execute(delete(event_draft_files))
