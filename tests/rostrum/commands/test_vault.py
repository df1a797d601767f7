"""`rostrum vault`."""

import shutil
from pathlib import Path

from typer.testing import CliRunner

from rostrum.cli import program


def test_keys_are_listed_rotated_and_dropped(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(program, ["vault", *arguments], env={"ROSTRUM_DATA_DIR": str(tmp_path)})
        assert result.exit_code == 0, result.output
        return result.output

    old = run("list").split()[0]
    assert "0 data keys" in run("rotate")
    states = {line.split()[0]: line.split()[-1] for line in run("list").splitlines()}
    assert states.pop(old) == "older"
    assert list(states.values()) == ["current"]
    run("drop", old, "--yes")
    assert old not in run("list")
