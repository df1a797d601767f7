"""Files and errors of the commands of `rostrum agency`."""

import stat
from pathlib import Path

import pytest
import typer

from conference.errors import InvalidError
from rostrum.commands.agency_files import read_limited, spoken_errors, unlock, write_new


def test_file_is_written_once_with_its_mode(tmp_path: Path) -> None:
    write_new(tmp_path / "key", b"secret", mode=0o600)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    with pytest.raises(typer.BadParameter):
        write_new(tmp_path / "key", b"other")
    assert (tmp_path / "key").read_bytes() == b"secret"


def test_no_more_than_one_byte_too_many_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 100)
    assert len(read_limited(tmp_path / "file", 10)) == 11


def test_error_is_printed_in_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), spoken_errors("es"):
        raise InvalidError("batch.changed")
    assert "Pídalo de nuevo" in capsys.readouterr().err
    with pytest.raises(InvalidError), spoken_errors("es"):
        raise InvalidError("no.such_text")


def test_passphrase_is_asked_for_only_if_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(passphrase: str) -> str:
        if passphrase != "white heron":
            raise InvalidError("agency_key.passphrase")
        return "key"

    assert unlock(lambda passphrase: f"opened with {passphrase!r}", "file") == "opened with ''"
    monkeypatch.setattr(typer, "prompt", lambda *_arguments, **_named: "white heron")
    assert unlock(read, "file") == "key"
