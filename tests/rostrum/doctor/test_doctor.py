"""`rostrum doctor`: the run of all checks, and its report."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from rostrum.cli import print_report
from rostrum.doctor import Check, Finding, Level, Report, is_well, run_checks
from rostrum.doctor.checks import CHECKS
from rostrum.doctor.mail import check_mail
from rostrum.settings import Settings


async def test_failing_check_is_a_problem_and_others_run() -> None:
    async def fail(_settings: Settings) -> Iterable[Finding]:
        raise LookupError("no such thing")

    checks: dict[str, Check] = {"strange": fail, "mail": check_mail}
    reports = await run_checks(Settings(), checks)
    assert [report.check for report in reports] == ["strange", "mail"]
    assert reports[0].finding.said == "The check of strange failed: LookupError: no such thing"
    assert not is_well(reports)
    assert is_well(reports[1:])


def test_command_exits_with_one_and_prints_json(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        plain = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
        own = {"ROSTRUM_DATA_DIR": str(tmp_path), "REDIS_URL": f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"}
        command = [sys.executable, "-m", "rostrum", "doctor", "--json"]
        told = subprocess.run(command, env={**plain, **own}, capture_output=True, text=True, check=False)
    assert told.returncode == 1, told.stderr
    answer = json.loads(told.stdout)
    assert answer["well"] is False
    assert {finding["check"] for finding in answer["findings"]} == set(CHECKS)
    problems = [finding["said"] for finding in answer["findings"] if finding["level"] == "problem"]
    assert any(said.startswith("Redis cannot be used") for said in problems)


def test_report_names_check_problem_and_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(Report("disk", Finding(Level.PROBLEM, "It [bold]is[/] full.", "Make room.")))
    assert capsys.readouterr().out == "✗ disk       It [bold]is[/] full.\n             Make room.\n"
