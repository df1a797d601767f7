"""Commands about staff."""

import re
from pathlib import Path

from typer.testing import CliRunner

from rostrum.cli import program
from rostrum.roles import ROLE_TABLE

LAN = ["--name", "Lan", "--role", "door"]


def test_staff_add_offers_every_role_and_no_other() -> None:
    arguments = ["staff", "add", "--username", "lan", "--name", "Lan", "--role", "king"]
    told = CliRunner().invoke(program, arguments, env={"COLUMNS": "300"})
    assert told.exit_code == 2
    assert re.findall(r"'([a-z_]+)'", told.output)[1:] == [role.name for role in ROLE_TABLE]


def test_staff_add_reads_a_password(own_settings: Path) -> None:
    (own_settings / "password").write_text("correct horse battery")
    password = ["--password-file", str(own_settings / "password")]
    told = CliRunner().invoke(program, ["staff", "add", *LAN, "--username", "lan", *password], catch_exceptions=False)
    assert told.exit_code == 0
    assert "lan may sign in at http://127.0.0.1:0/staff/sign-in" in told.output


def test_staff_add_prints_the_link_of_an_invitation(own_settings: Path) -> None:
    arguments = ["staff", "add", "--invite", *LAN, "--email", "lan@press.example"]
    told = CliRunner().invoke(program, arguments, catch_exceptions=False)
    assert told.exit_code == 0
    assert re.search(r"within 72 hours: http://\S+/staff/links/\S+", told.output)
    assert "lan@press.example may sign in" in told.output


def test_staff_add_refuses_an_invitation_with_a_password(own_settings: Path) -> None:
    arguments = ["staff", "add", "--invite", *LAN, "--password-file", str(own_settings / "rostrum.db")]
    told = CliRunner().invoke(program, arguments, env={"COLUMNS": "200"})
    assert (told.exit_code, "--invite needs no password" in told.output) == (2, True)
