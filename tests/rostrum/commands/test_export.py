"""`rostrum export`."""

import asyncio
from pathlib import Path

from sqlalchemy import select
from typer.testing import CliRunner, Result

from conference.storage.audit import audit_log
from rostrum.cli import program
from rostrum.parts.stores import application_store
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.support.application_samples import application


def run(folder: Path, *arguments: str) -> Result:
    given = {"ROSTRUM_DATA_DIR": str(folder), "COLUMNS": "200"}
    return CliRunner().invoke(program, ["export", *arguments], env=given)


async def add_application(folder: Path) -> None:
    async with open_runtime(Settings(data_dir=folder)) as runtime, runtime.transactions.write() as transaction:
        await application_store().add(transaction, application())


async def list_downloads(folder: Path) -> list[str]:
    async with open_runtime(Settings(data_dir=folder)) as runtime, runtime.transactions.read() as transaction:
        wanted = select(audit_log.c.actor).where(audit_log.c.action == "accreditation:export:downloaded")
        return list(await transaction.connection.scalars(wanted))


def test_table_is_written_for_its_owner_and_recorded(data_folder: Path) -> None:
    asyncio.run(add_application(data_folder))
    file = data_folder / "applications.csv"
    done = run(data_folder, "applications", str(file), "--format", "csv", "--only", "state=submitted")
    assert (done.exit_code, "1 applications" in done.output) == (0, True), done.output
    assert len(file.read_text("utf-8-sig").splitlines()) == 2
    assert file.stat().st_mode & 0o077 == 0
    again = run(data_folder, "applications", str(file), "--format", "csv")
    assert (again.exit_code, "exists" in again.output) == (2, True)
    for wrong in (("--format", "zip"), ("--only", "door=x"), ("--only", "state=none"), ("--language", "xx")):
        assert run(data_folder, "applications", str(data_folder / "other"), *wrong).exit_code == 2
    assert asyncio.run(list_downloads(data_folder)) == ["system"]
