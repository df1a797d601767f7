"""Checks of the audit log."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conference.audit import AuditEntry
from conference.clock_watch import STEPPED
from rostrum.doctor.trail import NO_LOG, check_trail
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.rostrum.doctor.findings import warned, wrong


@pytest.fixture
def kept(tmp_path: Path, sqlite_template: Path) -> Settings:
    """Settings of a migrated database."""
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    return Settings(data_dir=tmp_path)


async def record(settings: Settings, action: str, at: datetime, **details: object) -> None:
    async with open_runtime(settings) as runtime, runtime.transactions.write() as transaction:
        await transaction.record(AuditEntry(action, "system", "first", at, details))


async def test_entry_of_the_future_is_a_problem(kept: Settings) -> None:
    await record(kept, "board:session:opened", datetime.now(UTC) + timedelta(days=1))
    (said,) = wrong(await check_trail(kept))
    assert "later than now" in said


async def test_recent_steps_of_clocks_are_warnings(kept: Settings) -> None:
    now = datetime.now(UTC)
    await record(kept, STEPPED, now - timedelta(days=2), seconds=5)
    await record(kept, STEPPED, now - timedelta(hours=1), seconds=-86400)
    (said,) = warned(await check_trail(kept))
    assert said.startswith("The clock of first was set by -86400 s at ")


async def test_missing_database_has_no_log_yet(tmp_path: Path) -> None:
    assert [finding.said for finding in await check_trail(Settings(data_dir=tmp_path))] == [NO_LOG]
