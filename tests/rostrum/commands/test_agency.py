"""`rostrum agency`: two installations, the agency's without a network; a batch out, verdicts back."""

import asyncio
import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from accreditation.applications.domain.applications import Agency, Application
from rostrum.cli import program
from rostrum.parts.stores import application_store
from rostrum.runtime import open_runtime
from rostrum.settings import Settings
from tests.support.application_samples import applicant, application
from tests.support.offline_agency import PASSPHRASE, run_offline

STARTS_AT = "2025-10-01T09:00:00+07:00"
NAMES = ("Nguyễn Thị Hoa", "程晓岚", "نور الهدى")


def run(*arguments: str, folder: Path) -> Result:
    """Run a command on the installation."""
    given = {"ROSTRUM_DATA_DIR": str(folder), "ROSTRUM_CLOCK_STARTS_AT": STARTS_AT, "COLUMNS": "200"}
    return CliRunner().invoke(program, ["agency", *arguments], env=given)


async def add_applications(folder: Path) -> None:
    people = [
        application(f"app_{number}", secret=f"s{number}", photo_id=None, applicant=applicant(native_name=name))
        for number, name in enumerate(NAMES, start=1)
    ]
    async with open_runtime(Settings(data_dir=folder)) as runtime, runtime.transactions.write() as transaction:
        for one in people:
            await application_store().add(transaction, one)


async def list_applications(folder: Path) -> list[Application]:
    async with open_runtime(Settings(data_dir=folder)) as runtime, runtime.transactions.read() as transaction:
        return await application_store().list_by_ids(transaction, ["app_1", "app_2", "app_3"])


def test_agency_without_network_answers_a_batch(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Covers A27."""
    site, desk = data_folder, tmp_path_factory.mktemp("agency")
    files = {
        name: str(desk / name) for name in ("batch", "site.json", "machine", "one", "two", "open", "first", "both")
    }
    options = ["--batch", files["batch"], "--key", files["machine"], "--site", files["site.json"], "--language", "fr"]
    worksheet = str(desk / "open" / "worksheet.xlsx")
    asyncio.run(add_applications(site))

    def new_key(purpose: str, name: str, passphrase: str) -> list[str]:
        return ["agency", "key", "new", purpose, files[name], "--name", name, "--passphrase", passphrase]

    keys = [new_key("sealing", "machine", ""), new_key("signing", "one", PASSPHRASE), new_key("signing", "two", "")]
    assert [code for code, _ in run_offline(keys, desk)] == [0, 0, 0]
    assert stat.S_IMODE((desk / "one").stat().st_mode) == 0o600
    assert run("key", "register", files["one"], folder=site).exit_code == 2
    for name in ("machine", "one", "two"):
        assert run("key", "register", f"{files[name]}.pub", folder=site).exit_code == 0
    assert run("site", files["site.json"], folder=site).exit_code == 0
    written = run("batch", "write", files["batch"], folder=site)
    assert "3 applications" in written.output
    assert not any(name.encode() in (desk / "batch").read_bytes() for name in NAMES)

    said = ["Favorable", "", "Défavorable", "outlet_not_verified", "", ""]
    steps = [
        ["agency", "open", files["batch"], *options[2:], "--into", files["open"]],
        ["fill", worksheet, *said],
        ["agency", "sign", worksheet, *options, "--officer", files["one"], "--out", files["first"]],
        ["agency", "confirm", files["first"], *options, "--officer", files["two"], "--out", files["both"], "--yes"],
    ]
    done = run_offline(steps, desk)
    assert [code for code, _ in done] == [0, 0, 0, 0], done
    assert all(name in done[3][1] for name in NAMES)

    one_officer = run("verdicts", "check", files["first"], folder=site)
    assert (one_officer.exit_code, "Two different officers" in one_officer.output) == (1, True)
    tampered = json.loads((desk / "both").read_text(encoding="utf-8"))
    tampered["rows"][1].update(verdict="approved", reason="")
    (desk / "tampered").write_text(json.dumps(tampered), encoding="utf-8")
    refused = run("verdicts", "apply", str(desk / "tampered"), "--yes", "--language", "zh", folder=site)
    assert (refused.exit_code, f"row 2 ({NAMES[1]})" in refused.output) == (1, True)
    assert run("verdicts", "check", files["both"], folder=site).exit_code == 0
    applied = run("verdicts", "apply", files["both"], "--yes", folder=site)
    assert (applied.exit_code, "1 approved, 1 refused, 1 undecided" in applied.output) == (0, True)
    replayed = run("verdicts", "apply", files["both"], "--yes", folder=site)
    assert (replayed.exit_code, "counts once" in replayed.output) == (1, True)
    found = [one.checks.get(Agency.SECURITY) for one in asyncio.run(list_applications(site))]
    assert [check.finding.value if check else "" for check in found] == ["approved", "refused", ""]


def test_batches_and_keys_are_listed_and_withdrawn(data_folder: Path) -> None:
    asyncio.run(add_applications(data_folder))
    refused = run("batch", "write", str(data_folder / "b"), "--language", "fr", folder=data_folder)
    assert (refused.exit_code, "clé" in refused.output) == (2, True)
    assert (
        run(
            "key", "new", "sealing", str(data_folder / "k"), "--name", "K", "--passphrase", "", folder=data_folder
        ).exit_code
        == 0
    )
    key_id = run("key", "register", str(data_folder / "k.pub"), folder=data_folder).output.split()[0]
    batch_id = run("batch", "write", str(data_folder / "b"), folder=data_folder).output.partition(":")[0]
    assert batch_id in run("batch", "list", folder=data_folder).output
    assert run("batch", "withdraw", batch_id, folder=data_folder).exit_code == 0
    assert "withdrawn" in run("batch", "list", folder=data_folder).output
    assert run("key", "withdraw", key_id, folder=data_folder).exit_code == 0
    assert "withdrawn" in run("key", "list", folder=data_folder).output


@pytest.mark.parametrize("arguments", [("key", "register"), ("verdicts", "check"), ("verdicts", "apply")])
def test_unreadable_file_is_refused(data_folder: Path, arguments: tuple[str, str]) -> None:
    (data_folder / "file").write_bytes(b"\xff" * 10_000)
    result = run(*arguments, str(data_folder / "file"), folder=data_folder)
    assert (result.exit_code, "damaged" in result.output) == (2, True)
