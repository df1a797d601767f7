"""The event that a node serves: that of the database, filled at the first start from the folder of the settings."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from conference.audit import SYSTEM, AuditEntry
from conference.errors import ConflictError
from conference.event import Event, load_event
from conference.event.folder_files import read_files
from conference.event.storage import LoadedEvent, find_event, place_files, save_event
from conference.resources import event_folder
from conference.storage.transactions import Transactions
from rostrum.settings import Settings

LOADED = "conference:event:loaded"
"""Action of the audit log."""

FILES = "event"
"""Folder, under the data folder, of the event's files."""


async def open_event(settings: Settings, transactions: Transactions, *, at: datetime) -> LoadedEvent:
    """Return the loaded event with its folder; an empty database first loads the folder of the settings.

    Raises: EventDataError: the folder has faults, or another release has saved the event and this one cannot read it.
    """
    loaded = await read_loaded_event(transactions) or await _load_first_event(settings, transactions, at)
    return replace(loaded, event=place_files(loaded, settings.data_dir / FILES))


async def read_loaded_event(transactions: Transactions) -> LoadedEvent | None:
    """Return the event of the database, or None."""
    async with transactions.read() as transaction:
        return await find_event(transaction)


async def _load_first_event(settings: Settings, transactions: Transactions, at: datetime) -> LoadedEvent:
    folder = event_folder(settings.event)
    event, files = _load_folder_once(folder), read_files(folder)
    try:
        async with transactions.write() as transaction:
            version = await save_event(transaction, event, files, version=0, at=at, by=SYSTEM)
            await transaction.record(AuditEntry(LOADED, SYSTEM, event.id, at, {"version": version}))
    except ConflictError:
        pass  # another node of this installation was faster
    loaded = await read_loaded_event(transactions)
    if loaded is None:
        raise ConflictError("event.changed")
    return loaded


@cache
def _load_folder_once(folder: Path) -> Event:
    return load_event(folder)
