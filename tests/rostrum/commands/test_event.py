"""Commands of the event's data."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from conference.resources import event_folder
from rostrum.cli import program

HANOI = event_folder("hanoi-2025")


def run(*arguments: str, folder: Path | None = None) -> Result:
    """Run a command of the event; the settings name this folder."""
    settings = {"ROSTRUM_EVENT": str(folder)} if folder else {}
    return CliRunner().invoke(program, ["event", *arguments], env=settings)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The reference event with two faults."""
    folder = Path(shutil.copytree(HANOI, tmp_path / "event"))
    for file, old, new in (("places.toml", "bit = 13", "bit = 3"), ("press.toml", 'letter = "L"', 'leter = "L"')):
        text = (folder / file).read_text("utf-8")
        (folder / file).write_text(text.replace(old, new), "utf-8")
    return folder


def test_check_prints_each_fault_in_a_line_and_exits_with_2(faulty: Path) -> None:
    told = run("check", str(faulty))
    assert told.exit_code == 2
    bit, missing, unknown, count = told.output.splitlines()
    assert "zones (backstage): bit: 3 is already that of plenary_hall; free: 13, 14, 15" in bit
    assert "categories (pool): letter: missing; add letter: one or two capital letters" in missing
    assert "categories (pool): leter: unknown key; did you mean 'letter'?" in unknown
    assert count == "3 faults"


@pytest.mark.parametrize("argument", [["hanoi-2025"], [str(HANOI)], []])
def test_check_of_an_event_without_faults_prints_a_summary(argument: list[str]) -> None:
    told = run("check", *argument)
    assert told.exit_code == 0
    assert told.output.splitlines() == [
        "hanoi-2025: Signing Ceremony and High-level Conference of the United Nations Convention against Cybercrime",
        "2025-10-25 to 2025-10-26, Asia/Ho_Chi_Minh; languages en, fr, es, ru, ar, zh, vi",
        "19 rooms, 14 zones, 17 doors, 5 badge categories, 59 programme items",
    ]


def test_check_without_a_folder_takes_that_of_the_settings(faulty: Path) -> None:
    assert run("check", folder=faulty).exit_code == 2


def test_check_of_a_missing_folder_is_one_fault(tmp_path: Path) -> None:
    told = run("check", str(tmp_path / "nowhere"))
    assert told.exit_code == 2
    assert told.output.splitlines()[0].startswith("event.toml: missing in ")
