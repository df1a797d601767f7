"""The command line says in a sentence what it was given wrong."""

import pytest
from typer.testing import CliRunner

from conference.cli import ADDRESSES, program
from conference.settings import PARTS


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--only", "desk,window"], "'window' is none of desk, doors, board"),
        (["--workers", "0"], "'--workers'"),
        (["--port", "eighty"], "'--port'"),
    ],
)
def test_option_that_does_not_fit_is_told(arguments: list[str], words: str) -> None:
    told = CliRunner().invoke(program, ["serve", *arguments], env={"COLUMNS": "200"})
    assert told.exit_code == 2
    assert words in told.output


def test_addresses_of_the_greeting_are_of_parts_that_exist() -> None:
    assert {part for part, _, _ in ADDRESSES} <= {"", *PARTS}
