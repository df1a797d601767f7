"""An agency's machine without a network: runs commands of `rostrum` one after the other, and fills in worksheets.

`python -m tests.support.offline_agency` reads a JSON list of steps and writes their exit codes and outputs as JSON. A
step is a list of arguments of `rostrum`, or `["fill", file, verdict, reason, verdict, reason, …]`.
"""

import json
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PASSPHRASE = "white heron"


def run_offline(steps: Sequence[Sequence[str]], folder: Path) -> list[tuple[int, str]]:
    """Run the steps in a process whose data folder is `folder`; return exit code and output of each."""
    command = [sys.executable, "-m", "tests.support.offline_agency"]
    environment = {"ROSTRUM_DATA_DIR": str(folder), "COLUMNS": "200", "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(command, input=json.dumps(steps), env=environment, capture_output=True, text=True, check=True)
    return [(code, output) for code, output in json.loads(done.stdout)]


def fill_worksheet(file: str, *said: str) -> None:
    """Write verdicts and reasons into a worksheet, a pair for each row."""
    from openpyxl import load_workbook

    workbook = load_workbook(file)
    sheet = workbook.worksheets[0]
    for number, (verdict, reason) in enumerate(zip(said[::2], said[1::2], strict=True), start=2):
        sheet.cell(number, 9).value, sheet.cell(number, 10).value = verdict, reason
    workbook.save(file)


def _refuse_network(*_arguments: object, **_named: object) -> None:
    raise OSError("this machine has no network")


def _run_steps(steps: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
    from typer.testing import CliRunner

    from rostrum.cli import program

    socket.socket = _refuse_network  # type: ignore[assignment,misc]
    done = []
    for step in steps:
        if step[0] == "fill":
            fill_worksheet(*step[1:])
            done.append((0, ""))
            continue
        result = CliRunner().invoke(program, step, input=f"{PASSPHRASE}\n")
        done.append((result.exit_code, result.output))
    return done


if __name__ == "__main__":
    print(json.dumps(_run_steps(json.load(sys.stdin))))  # noqa: T201
