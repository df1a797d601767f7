"""Commands about tokens of the API."""

from pathlib import Path

from typer.testing import CliRunner

from rostrum.cli import program

ADD = ["token", "add", "--owner", "lan", "--name", "Newsroom", "--role", "door", "--reads-only"]


def run(*arguments: str) -> str:
    told = CliRunner().invoke(program, list(arguments), catch_exceptions=False)
    assert told.exit_code == 0, told.output
    return told.output


def test_token_is_made_listed_and_revoked(own_settings: Path) -> None:
    (own_settings / "password").write_text("correct horse battery")
    password = ["--password-file", str(own_settings / "password")]
    run("staff", "add", "--name", "Lan", "--role", "door", "--username", "lan", *password)
    assert run(*ADD).startswith("rst_")
    listed = run("token", "list", "--owner", "lan")
    assert "lan  scan (reads only)" in listed
    assert "Newsroom" in listed
    token_id = listed.split()[0]
    assert f"{token_id} is revoked" in run("token", "revoke", token_id)
    assert run("token", "list") == ""
