"""Checks of the audit log."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conference.audit import AuditEntry
from conference.clock_watch import STEPPED
from conference.storage import audit
from conference.storage.trail_head import count_losses
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


@pytest.mark.parametrize("damage", ["log missing", "log cut", "log torn", "older file"])
async def test_lost_end_is_found_recorded_and_reported(kept: Settings, damage: str) -> None:
    file, log = kept.data_dir / "rostrum.db", kept.data_dir / "rostrum.db-wal"
    await record(kept, "board:session:opened", datetime.now(UTC))
    before = file.read_bytes()
    async with open_runtime(kept) as runtime:
        for _ in range(3):
            async with runtime.transactions.write() as transaction:
                await transaction.record(AuditEntry("board:session:closed", "system", "first", datetime.now(UTC), {}))
        copied = {path: path.read_bytes() for path in (file, log)}
    if damage == "older file":
        file.write_bytes(before)
    else:
        whole = copied[log]
        torn = bytearray(whole)
        torn[40] ^= 0xFF
        file.write_bytes(copied[file])
        log.write_bytes({"log missing": b"", "log cut": whole[: len(whole) // 2], "log torn": bytes(torn)}[damage])
    (said,) = wrong(await check_trail(kept))
    assert said.startswith("The end of the audit log is lost: ")
    async with open_runtime(kept) as runtime:
        await runtime.transactions.close()
        async with runtime.transactions.read() as transaction:
            assert await count_losses(transaction.connection) == 1
            assert (await audit.verify(transaction.connection)).broken_at is None
    assert wrong(await check_trail(kept)) == []
    assert [said.split(" ", 1)[1].partition(" before ")[0] for said in warned(await check_trail(kept))] == [
        "entries of the audit log"
    ]


async def test_end_that_is_there_is_no_problem(kept: Settings) -> None:
    await record(kept, "board:session:opened", datetime.now(UTC))
    assert wrong(await check_trail(kept)) == warned(await check_trail(kept)) == []
    async with open_runtime(kept) as runtime, runtime.transactions.read() as transaction:
        assert await count_losses(transaction.connection) == 0
