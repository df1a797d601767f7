"""`rostrum retention`."""

import asyncio
import json
from pathlib import Path

from typer.testing import CliRunner, Result

from conference.mail.tables import letters
from rostrum.cli import program
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.support.letters import sample_letter

AFTER = "2025-12-01T00:00:00+07:00"


def run(*arguments: str, folder: Path) -> Result:
    given = {"ROSTRUM_DATA_DIR": str(folder), "ROSTRUM_CLOCK_STARTS_AT": AFTER, "COLUMNS": "200"}
    return CliRunner().invoke(program, ["retention", *arguments], env=given)


async def add_letter(folder: Path) -> None:
    async with open_runtime(Settings(data_dir=folder)) as runtime, runtime.transactions.write() as transaction:
        await runtime.outbox.add(transaction, sample_letter())


def test_run_deletes_and_its_certificate_verifies(data_folder: Path) -> None:
    asyncio.run(add_letter(data_folder))
    assert f"         1  {letters.name} " in run("status", folder=data_folder).output
    refused = run("run", folder=data_folder)
    assert refused.exit_code == 1
    finished = run("run", "--yes", folder=data_folder)
    assert finished.exit_code == 0, finished.output
    assert "nothing is due" in run("run", "--yes", folder=data_folder).output
    file = data_folder / "certificate.json"
    file.write_text(run("certificate", folder=data_folder).stdout, encoding="utf-8")
    classes = json.loads(json.loads(file.read_text(encoding="utf-8"))["certificate"])["classes"]
    assert {one["class"]: one["erased"] for one in classes}["contacts"] == {"letters": 1}
    assert run("verify", str(file), folder=data_folder).exit_code == 0
    file.write_text(file.read_text(encoding="utf-8").replace('letters\\":1', 'letters\\":2'), encoding="utf-8")
    changed = run("verify", str(file), folder=data_folder)
    assert (changed.exit_code, "signature" in changed.output) == (1, True)
    assert run("certificate", "run_unknown", folder=data_folder).exit_code == 2
