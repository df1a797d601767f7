"""The command line reports wrong arguments and settings in a sentence."""

import os
import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rostrum.cli import ADDRESSES, describe_failure, main, program
from rostrum.serving.runner import ListenError
from rostrum.settings import PARTS, SettingsError
from tests.support.rows import remove_event


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--only", "desk,window"], "'window' is none of desk, doors, board"),
        (["--workers", "0"], "'--workers'"),
        (["--port", "eighty"], "'--port'"),
    ],
)
def test_invalid_option_is_reported(arguments: list[str], words: str) -> None:
    told = CliRunner().invoke(program, ["serve", *arguments], env={"COLUMNS": "200"})
    assert told.exit_code == 2
    assert words in told.output


def test_addresses_of_the_greeting_are_of_parts_that_exist() -> None:
    assert {part for part, _, _ in ADDRESSES} <= {"", *PARTS}


def run_program(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run the program with these settings alone."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
    command = [sys.executable, "-m", "rostrum", *arguments]
    return subprocess.run(command, env={**plain, **settings}, capture_output=True, text=True, check=False, timeout=60)


def test_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        plain = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
        own = {"ROSTRUM_DATA_DIR": str(tmp_path), "ROSTRUM_PORT": str(other.getsockname()[1])}
        command = [sys.executable, "-m", "rostrum", "serve"]
        told = subprocess.run(command, env={**plain, **own}, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == 2
    (line,) = told.stderr.splitlines()
    assert "address already in use: end the program that listens there, or choose another port" in line
    assert not (tmp_path / "rostrum.db").exists()
    assert "Traceback" not in told.stdout + told.stderr


COMMANDS = (
    "serve",
    "demo",
    "migrate",
    "keys list",
    "keys rotate",
    "keys retire k",
    "keys withdraw k --yes",
    "board renew",
    "audit verify",
)
"""Commands that read the event, without those whose options are files."""


def failure_of(capfd: pytest.CaptureFixture[str], command: str) -> str:
    """Run a command that fails, and return its only line of error output."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["rostrum", *command.split()])
        patch.setattr("rostrum.cli.finish_imports", lambda: None)
        with pytest.raises(SystemExit) as ended:
            main()
    said = capfd.readouterr()
    assert (ended.value.code, said.out.strip()) == (2, "")
    (line,) = (line for line in said.err.splitlines() if "[info" not in line)
    return line


@pytest.mark.parametrize("command", COMMANDS)
def test_faulty_event_is_one_line(
    command: str, own_settings: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (own_settings / "event.toml").write_text("id = 1\n", encoding="utf-8")
    remove_event(own_settings / "rostrum.db")
    monkeypatch.setenv("ROSTRUM_EVENT", str(own_settings))
    assert failure_of(capfd, command).startswith("rostrum: the event cannot be read: event.toml: ")


def test_data_folder_that_is_a_file_is_one_line(
    own_settings: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROSTRUM_DATA_DIR", str(own_settings / "rostrum.db"))
    assert failure_of(capfd, "migrate") == f"rostrum: {own_settings / 'rostrum.db'}: File exists"


def test_database_of_another_format_is_one_line(own_settings: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (own_settings / "rostrum.db").write_bytes(b"no database" * 1000)
    said = "rostrum: the database cannot be used: file is not a database; `rostrum doctor` says more"
    assert failure_of(capfd, "migrate") == said


def test_version_is_that_of_the_package() -> None:
    told = CliRunner().invoke(program, ["--version"])
    assert (told.exit_code, told.output) == (0, f"rostrum {version('rostrum')}\n")


def test_watch_follows_the_server_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    followed: list[str] = []

    async def note_address(address: str, _language: str) -> None:
        followed.append(address)

    monkeypatch.setattr("broadcast.client.watch.watch", note_address)
    for arguments in ([], ["http://example.org"]):
        CliRunner().invoke(program, ["watch", *arguments], env={"ROSTRUM_PORT": "8123"}, catch_exceptions=False)
    assert followed == ["http://127.0.0.1:8123", "http://example.org"]


def test_closed_output_ends_a_command_without_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as output:
        command = [sys.executable, "-m", "rostrum", "settings"]
        told = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, check=False, timeout=60)
    assert (told.returncode, told.stderr) == (1, b"")


def test_invalid_setting_is_reported_without_options() -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
    command = [sys.executable, "-m", "rostrum", "serve"]
    own = {"ROSTRUM_PORT": "eighty", "COLUMNS": "200"}
    told = subprocess.run(command, env={**plain, **own}, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == 2
    assert "ROSTRUM_PORT" in told.stderr
    assert "Traceback" not in told.stdout + told.stderr


def test_unusable_setting_and_address_are_one_sentence() -> None:
    assert describe_failure(SettingsError("site.crt: no certificate")) == "site.crt: no certificate"
    assert describe_failure(ListenError(98, "cannot listen on 127.0.0.1:80")) == "cannot listen on 127.0.0.1:80"
    assert describe_failure(ZeroDivisionError()) is None
