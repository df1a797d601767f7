"""The event that a node serves: the first start loads the folder, every later one reads the database."""

import shutil
from pathlib import Path

from sqlalchemy import select

from conference.audit import SYSTEM
from conference.clock import ManualClock
from conference.resources import event_folder
from conference.storage.audit import audit_log
from rostrum.events.startup import LOADED, read_loaded_event
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.support.rows import remove_event


async def test_first_start_loads_the_folder_of_the_settings(settings: Settings, clock: ManualClock) -> None:
    remove_event(settings.data_dir / "rostrum.db")
    async with open_runtime(settings, clock=clock) as runtime:
        loaded = await read_loaded_event(runtime.transactions)
        async with runtime.transactions.read() as transaction:
            entries = (await transaction.connection.execute(select(audit_log))).all()
    assert loaded is not None
    assert (loaded.event.id, loaded.version, loaded.loaded_by) == ("hanoi-2025", 1, SYSTEM)
    assert [(entry.action, entry.actor, entry.subject) for entry in entries] == [(LOADED, SYSTEM, "hanoi-2025")]


async def test_later_start_reads_the_database_alone(settings: Settings, tmp_path: Path) -> None:
    async with open_runtime(Settings(data_dir=settings.data_dir, event="/nowhere")) as runtime:
        assert runtime.event.id == "hanoi-2025"
        template = (runtime.event.folder / "badge.typ").read_bytes()
    assert template == (event_folder("hanoi-2025") / "badge.typ").read_bytes()
    shutil.rmtree(runtime.event.folder)
    async with open_runtime(settings) as runtime:
        assert (runtime.event.folder / "badge.typ").read_bytes() == template
