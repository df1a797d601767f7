"""Shared parts of a process: opened from the settings, anchored clock, closed at the end."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from conference.clock import ManualClock, SystemClock
from conference.event import EventDataError
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.support.rows import remove_event

MORNING = datetime(2025, 10, 25, 1, 30, tzinfo=UTC)


def list_clock_files(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("clock*")]


def test_missing_data_folder_is_made_with_a_migrated_database(tmp_path: Path) -> None:
    async def count_revisions() -> int:
        async with open_runtime(Settings(data_dir=tmp_path / "a" / "b")) as runtime, runtime.database.read() as read:
            return int((await read.execute(text("SELECT count(*) FROM alembic_version"))).scalar_one())

    assert asyncio.run(count_revisions()) == 1
    assert (tmp_path / "a" / "b" / "rostrum.db").is_file()


async def test_secret_of_an_earlier_start_is_recognized(settings: Settings) -> None:
    async with open_runtime(settings) as runtime:
        secret = runtime.issued_secrets.issue("form")
    async with open_runtime(settings) as runtime:
        assert runtime.issued_secrets.is_issued("form", secret)
        assert not runtime.issued_secrets.is_issued("visitor", secret)


async def test_clock_is_the_system_clock_or_a_given_one(settings: Settings, clock: ManualClock) -> None:
    async with open_runtime(settings) as runtime:
        assert isinstance(runtime.clock, SystemClock)
    async with open_runtime(settings, clock=clock) as runtime:
        assert runtime.clock is runtime.accounts.clock is clock


async def test_demonstration_clock_goes_on_after_a_restart(tmp_path: Path, settings: Settings) -> None:
    settings = Settings(data_dir=settings.data_dir, clock_starts_at=MORNING)
    async with open_runtime(settings) as runtime:
        first = runtime.clock.shift
        assert abs(runtime.clock.now() - MORNING) < timedelta(minutes=5)
    later = Settings(data_dir=settings.data_dir, clock_starts_at=MORNING + timedelta(days=1))
    async with open_runtime(later) as runtime:
        assert runtime.clock.shift == first
    assert list_clock_files(tmp_path) == ["clock.json"]


async def test_pending_writes_are_made_before_the_database_closes(settings: Settings) -> None:
    async with open_runtime(settings) as runtime:
        done: list[str] = []

        async def write(transaction: object) -> None:
            done.append("written")

        runtime.transactions.background.add("test", write)
    assert done == ["written"]
    assert runtime.database.connections_in_use() == 0


async def test_unreadable_event_closes_what_was_opened(settings: Settings) -> None:
    remove_event(settings.data_dir / "rostrum.db")
    with pytest.raises(EventDataError, match=r"event\.toml"):
        async with open_runtime(Settings(data_dir=settings.data_dir, event="/missing/event")):
            pass
