"""The command line reports wrong arguments and settings in a sentence."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rostrum.cli import ADDRESSES, program
from rostrum.roles import ROLE_TABLE
from rostrum.settings import PARTS


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


def test_staff_add_offers_every_role_and_no_other() -> None:
    arguments = ["staff", "add", "--username", "lan", "--name", "Lan", "--role", "king"]
    told = CliRunner().invoke(program, arguments, env={"COLUMNS": "300"})
    assert told.exit_code == 2
    assert re.findall(r"'([a-z_]+)'", told.output)[1:] == [role.name for role in ROLE_TABLE]


def test_addresses_of_the_greeting_are_of_parts_that_exist() -> None:
    assert {part for part, _, _ in ADDRESSES} <= {"", *PARTS}


def test_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        plain = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
        own = {"ROSTRUM_DATA_DIR": str(tmp_path), "ROSTRUM_PORT": str(other.getsockname()[1])}
        command = [sys.executable, "-m", "rostrum", "serve"]
        told = subprocess.run(command, env={**plain, **own}, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == 2
    assert "address already in use" in told.stdout.splitlines()[-1].casefold()
    assert "Traceback" not in told.stdout + told.stderr


def test_invalid_setting_is_reported_without_options() -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
    command = [sys.executable, "-m", "rostrum", "serve"]
    own = {"ROSTRUM_PORT": "eighty", "COLUMNS": "200"}
    told = subprocess.run(command, env={**plain, **own}, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == 2
    assert "ROSTRUM_PORT" in told.stderr
    assert "Traceback" not in told.stdout + told.stderr
