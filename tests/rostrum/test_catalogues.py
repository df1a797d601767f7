"""The command that checks the catalogues; `make check` runs it on those of the program."""

from pathlib import Path

import pytest

from conference.texts.catalogue_keys import UsedKeys
from rostrum import catalogues
from rostrum.catalogues import main


@pytest.mark.parametrize(("complaints", "code"), [([], 0), (["fr: apply.title is fuzzy", "ar: x is fuzzy"], 1)])
def test_exit_code_is_one_for_complaints(
    complaints: list[str], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def give_complaints(_folder: Path, _used_keys: UsedKeys) -> list[str]:
        return complaints

    monkeypatch.setattr(catalogues, "find_keys", lambda _root, _packages: UsedKeys())
    monkeypatch.setattr(catalogues, "check", give_complaints)
    assert main(["check"]) == code
    assert capsys.readouterr().out.splitlines() == complaints


def test_unknown_command_is_refused_with_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chekc"]) == 2
    assert "check|extract" in capsys.readouterr().err
