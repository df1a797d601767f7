"""The loaded event in the database: its content as JSON, the files of its folder, and the version of both."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text, delete, insert, select, update

from conference.errors import ConflictError
from conference.event.errors import EventDataError, Fault
from conference.event.model import Event
from conference.storage import locks
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

_ROW = 1
_LOCK = ("loaded event",)

loaded_event = Table(
    "loaded_event",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("event_id", String(48), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("loaded_at", UtcDateTime, nullable=False),
    Column("loaded_by", String(80), nullable=False),
)

event_files = Table(
    "event_files",
    METADATA,
    Column("name", String(80), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)


@dataclass(frozen=True, kw_only=True)
class LoadedEvent:
    """The event of the database. `event.folder` is not set: see `place_files`."""

    event: Event
    files: Mapping[str, bytes]
    version: int
    digest: str
    loaded_at: datetime
    loaded_by: str


async def find_event(transaction: Transaction) -> LoadedEvent | None:
    """Return the loaded event, or None if there is none. Raises EventDataError: it was saved by another program."""
    row = (await transaction.connection.execute(select(loaded_event))).one_or_none()
    if row is None:
        return None
    files = (await transaction.connection.execute(select(event_files).order_by(event_files.c.name))).all()
    return LoadedEvent(
        event=decode_event(row.content),
        files={file.name: bytes(file.content) for file in files},
        version=row.version,
        digest=row.digest,
        loaded_at=row.loaded_at,
        loaded_by=row.loaded_by,
    )


async def save_event(
    transaction: Transaction, event: Event, files: Mapping[str, bytes], *, version: int, at: datetime, by: str
) -> int:
    """Replace the loaded event, and return its new version. `version` is the one that was read; 0 if there was none.

    The caller has checked the event and what it changes, and records the change.

    Raises: ConflictError: another change was made since.
    """
    connection = transaction.connection
    await lock_event(transaction)
    if await read_event_version(transaction) != version:
        raise ConflictError("event.changed")
    values = {
        "version": version + 1,
        "event_id": event.id,
        "digest": digest_of(event, files),
        "content": encode_event(event),
        "loaded_at": at,
        "loaded_by": by,
    }
    if version:
        await connection.execute(update(loaded_event).values(values))
    else:
        await connection.execute(insert(loaded_event).values(id=_ROW, **values))
    await connection.execute(delete(event_files))
    if files:
        rows = [{"name": name, "content": content} for name, content in sorted(files.items())]
        await connection.execute(insert(event_files), rows)
    return version + 1


async def lock_event(transaction: Transaction) -> None:
    """Let no other transaction change the loaded event or its draft until this one ends."""
    await locks.hold(transaction.connection, _LOCK)


async def read_event_version(transaction: Transaction) -> int:
    """Return the version of the loaded event, 0 if there is none."""
    return (await transaction.connection.execute(select(loaded_event.c.version))).scalar() or 0


def encode_event(event: Event) -> str:
    """Return the content of an event as JSON, with its fields in their order."""
    content: dict[str, Any] = msgspec.to_builtins(event, enc_hook=str)
    del content["folder"]
    return msgspec.json.encode(content).decode()


@lru_cache(maxsize=4)
def decode_event(content: str) -> Event:
    """Return the event of its JSON. Its folder is the current one. The latest are kept: pages read the same ones again.

    Raises: EventDataError: this program cannot read what an earlier or later one has saved.
    """
    try:
        values: dict[str, Any] = msgspec.json.decode(content)
        _spread_notes(values)
        return msgspec.convert(values | {"folder": "."}, Event, dec_hook=_decode_path)
    except msgspec.MsgspecError as error:
        problem = f"saved by another release of the program, this one cannot read it: {error}"
        proposal = "export it with the release that saved it, and correct the exported folder"
        raise EventDataError(Fault("the event of the database", "", problem, proposal)) from error


def _spread_notes(values: dict[str, Any]) -> None:
    """Give the notes of figures, which earlier releases saved as one string, in each language of the event."""
    for figure in values.get("figures", ()):
        note = figure.get("note")
        if isinstance(note, str):
            figure["note"] = dict.fromkeys(values["languages"], note) if note else None


def _decode_path(kind: type, value: object) -> object:
    return kind(value)


def digest_of(event: Event, files: Mapping[str, bytes]) -> str:
    """Return the digest of the content and the files, as 64 hexadecimal digits."""
    digest = hashlib.sha256(encode_event(event).encode())
    for name, content in sorted(files.items()):
        digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def place_files(loaded: LoadedEvent, folder: Path) -> Event:
    """Write the event's files below `folder`, unless they are there, and return the event with them as its folder."""
    place = folder / loaded.digest[:16]
    for name, content in loaded.files.items():
        path = place / name
        if not path.is_file() or path.stat().st_size != len(content):
            place.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.write_bytes(content)
            part.replace(path)
    return msgspec.structs.replace(loaded.event, folder=place)
