"""The catalogues of the whole program."""

import pytest

from rostrum.catalogues import main


def test_catalogues_are_complete_and_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0, capsys.readouterr().out


def test_unknown_command_is_refused_with_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chekc"]) == 2
    assert "check|extract" in capsys.readouterr().err
